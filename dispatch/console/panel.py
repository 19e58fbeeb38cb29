"""The incident panel: which fragments it is composed of, and what they share. Each is refreshed by itself."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.assignments.lists import orders_context
from dispatch.assignments.models import Assignment
from dispatch.autocalls.lists import autocalls_context
from dispatch.console.steps import Step, course
from dispatch.reports.lists import reports_context
from dispatch.timers.lists import alarms_context
from dispatch.timers.models import Timer, TimerState
from incidents.kinds.choices import Audience
from incidents.kinds.queries import guidance_for
from incidents.register.panel import details_context
from units.access.scope import may

STEP_WORDS = {
    "received": pgettext_lazy("step", "received"),
    "accepted": pgettext_lazy("step", "accepted"),
    "dispatch": pgettext_lazy("step", "sent"),
    "signed": pgettext_lazy("step", "signed"),
    "en_route": pgettext_lazy("step", "en route"),
    "on_scene": pgettext_lazy("step", "on scene"),
    "closed": pgettext_lazy("step", "closed"),
}
EVIDENCE_WORDS = {
    "dispatch": _("received by the terminal"),
    "en_route": _("seen moving by GPS"),
    "on_scene": _("seen on scene by GPS"),
}


def panel_context(user, incident) -> dict[str, Any]:
    """What the fragments of ``templates/dispatch/console/_panel.html`` ask for, from the rooms that own them."""
    return {
        **details_context(user, incident),
        **orders_context(user, incident),
        **alarms_context(user, incident),
        **reports_context(user, incident),
        **autocalls_context(user, incident),
        "steps": steps_of(incident),
        "card": guidance_for(incident.kind, Audience.DISPATCHER),
        "may_cast": may(user, "cast.send"),
        "may_play_back": may(user, "track.see"),
        "may_dispatch": incident.open and may(user, "incident.dispatch", incident.organisation),
    }


def steps_of(incident) -> list[dict]:
    orders = Assignment.objects.filter(incident=incident)
    timers = Timer.objects.filter(incident=incident).exclude(state=TimerState.STOPPED)
    return [_worded(step) for step in course(incident, orders, timers)]


def _worded(step: Step) -> dict:
    return {"step": step, "word": STEP_WORDS[step.name], "evidence_word": EVIDENCE_WORDS.get(step.name, "")}
