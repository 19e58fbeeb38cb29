"""What the incident's own fragments show: head, details, story. Asked by whoever composes a page of them."""

import json
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from incidents.calls.models import Channel
from incidents.kinds.answers import answered
from incidents.kinds.choices import Level
from incidents.kinds.queries import flags_by_code, questions_for, risk_flags
from incidents.register.caller import caller_for, persons_for
from incidents.register.changing import field_state
from incidents.register.deeds import possible_deeds
from incidents.register.models import Incident, IncidentLink
from incidents.register.reach import reaches
from incidents.register.states import OPEN
from incidents.timeline.queries import story_of


def details_context(user, incident: Incident) -> dict[str, Any]:
    """Context of ``incidents/register/_head.html``, ``_details.html`` and ``incidents/timeline/_story.html``."""
    deeds = possible_deeds(user, incident)
    may_change = reaches(user, "incident.change", incident)
    may_edit = may_change and incident.state in OPEN
    answers = answered(questions_for(incident.kind), incident.answers)
    return {
        "incident": incident,
        "register": {
            "deeds": deeds,
            "deed_names": {deed.name for deed in deeds},
            "may_edit": may_edit,
            "may_remark": may_change,
            "fields": _fields(incident),
            "flags": flags_by_code(incident.risk_flags),
            "caller": caller_for(user, incident),
            "persons": persons_for(user, incident),
            "vehicles": list(incident.vehicles.all()),
            "answers": answers,
            "skipped": sum(row.skipped for row in answers),
            "corrections": list(incident.corrections.select_related("by").order_by("-at")),
            "links": _links(user, incident),
            "repeats_query": urlencode(
                {
                    "incident": incident.code,
                    "lon": incident.point.x,
                    "lat": incident.point.y,
                    "kind": incident.kind.code,
                    "words": incident.description[:200],
                }
            ),
            "merged": list(Incident.objects.visible_to(user).filter(merged_into=incident).select_related("kind")),
        },
        "story": story_of(incident),
    }


def _fields(incident: Incident) -> list[dict[str, Any]]:
    """Fields that are edited in place: name, label, kind of input, value as JSON, version, choices, what is shown."""
    flags = [{"value": flag.code, "label": flag.name} for flag in risk_flags()]
    levels = [{"value": value, "label": str(label)} for value, label in Level.choices]
    channels = [{"value": value, "label": str(label)} for value, label in Channel.choices]
    rows = [
        ("description", _("Description"), "long", None, incident.description),
        ("place_note", _("Place, more exactly"), "text", None, incident.place_note),
        ("kind", _("Kind"), "kind", None, incident.kind.path_label()),
        ("level", _("Level"), "choice", levels, incident.get_level_display()),
        ("risk_flags", _("Risk flags"), "many", flags, None),
        ("channel", _("Channel"), "choice", channels, incident.get_channel_display()),
    ]
    return [
        {
            "name": name,
            "label": label,
            "setup": json.dumps({"name": name, "input": kind, "choices": choices, **field_state(incident, name)}),
            "shown": shown,
        }
        for name, label, kind, choices, shown in rows
    ]


def _links(user, incident: Incident) -> list[dict[str, Any]]:
    visible = Incident.objects.visible_to(user)
    links = IncidentLink.objects.filter(Q(a=incident, b__in=visible) | Q(b=incident, a__in=visible))
    return [
        {"pk": link.pk, "kind": link.get_kind_display(), "other": link.b if link.a_id == incident.pk else link.a}
        for link in links.select_related("a__kind", "b__kind")
    ]
