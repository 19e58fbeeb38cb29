"""The deed of changing what is known, field by field, so that two editors never lose each other's text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.register.caller import may_see_caller
from incidents.register.fieldmerge import Conflict, merge
from incidents.register.fields import CALLER_FIELDS, CLEANERS, ROWS, clean_place, stored_json
from incidents.register.involving import read_rows, write_rows
from incidents.register.models import Incident
from incidents.register.placing import correct_place
from incidents.register.refusal import Refused, refusal
from incidents.register.saving import lock, store
from incidents.register.states import OPEN

SAME_SITTING = timedelta(seconds=60)  # text typed on within this time is one line of the story
ANSWER = "answer-"


@dataclass
class Change:
    """What became of each field: ``saved`` names, ``conflicts`` with both values, ``refused`` with cause and remedy."""

    incident: Incident
    saved: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return not self.conflicts and not self.refused


@transaction.atomic
def change_incident(
    incident: Incident,
    changes: Mapping[str, Any],
    base_versions: Mapping[str, int | None] | None = None,
    *,
    by,
    editor: str = "",
    reason: str = "",
) -> Change:
    """Store the fields typed; ``base_versions`` says for each which version its author had seen.

    A field that somebody else changed since comes back as a conflict with both values, a wrong value as refused; all
    the others are saved. Fields are those of ``fields.CLEANERS`` and ``fields.ROWS``, ``place`` and ``answer-<id>``.
    Raises ``Refused`` only when nothing of the incident may be changed any more.
    """
    lock(incident)
    if incident.state not in OPEN:
        raise refusal(
            "state",
            _("This incident has left the queue and is not changed any more."),
            _("Reopen it, or add a remark."),
            code="not_open",
        )
    change = Change(incident)
    wanted = _allowed(incident, changes, by, change)
    kept = {name: _kept(incident, name) for name in wanted}
    merged = merge(kept, wanted, base_versions or {}, by=by.pk if by else None, editor=editor)
    change.conflicts = merged.conflicts
    for name, value in merged.accepted.items():
        try:
            _change_one(incident, name, value, by=by, editor=editor, reason=reason)
        except Refused as refused:
            change.refused.append(refused)
        else:
            change.saved.append(name)
    return change


def field_state(incident: Incident, name: str) -> dict[str, Any]:
    """A field as a form needs it: ``{"value", "version"}``."""
    kept = _kept(incident, name)
    return {"value": kept["value"], "version": kept["version"]}


def _allowed(incident: Incident, changes: Mapping[str, Any], by, change: Change) -> dict[str, Any]:
    """Known fields that ``by`` may see: who may not see the caller cannot overwrite him either."""
    wanted = {}
    for name, value in changes.items():
        if name not in CLEANERS and name not in ROWS and name != "place" and not _question(name):
            change.refused.append(
                refusal(name, _("This field does not exist."), _("Leave it out."), code="unknown_field")
            )
        elif (name in CALLER_FIELDS or name == "persons") and by is not None and _hides_caller(incident, name, by):
            change.refused.append(
                refusal(
                    name, _("This caller is confidential."), _("Ask the call taker or the duty chief."), code="hidden"
                )
            )
        else:
            wanted[name] = value
    return wanted


def _hides_caller(incident: Incident, name: str, by) -> bool:
    """Persons go by rows (``add_person``) for those who may not see the caller among them."""
    if name == "persons" and not incident.confidential:
        return False
    return not may_see_caller(by, incident)


def _kept(incident: Incident, name: str) -> dict[str, Any]:
    stamp = incident.field_versions.get(name, {"version": 0, "by": None, "editor": "", "at": ""})
    return {"value": _value(incident, name), **stamp}


def _value(incident: Incident, name: str) -> Any:
    if name in ROWS:
        return read_rows(incident, name)
    if name == "place":
        return {
            **stored_json(incident.point),
            "typed": incident.place_typed,
            "label": incident.address,
            "source": incident.place_source,
            "uncertainty_m": incident.place_uncertainty_m,
            "verified": incident.place_verified,
        }
    if name.startswith(ANSWER):
        return incident.answers.get(name.removeprefix(ANSWER), "")
    return stored_json(getattr(incident, name))


def _question(name: str) -> bool:
    return name.startswith(ANSWER) and name.removeprefix(ANSWER).isdigit()


def _change_one(incident: Incident, name: str, value: Any, *, by, editor: str, reason: str) -> None:
    if name == "place":
        place = clean_place(value)
        correct_place(incident, reason=reason or _("While taking the call"), by=by, editor=editor, **place)
    elif name in ROWS:
        rows = ROWS[name](value)
        write_rows(incident, name, rows)
        facts = {"count": len(rows)}
        store(incident, f"incident.{name}_changed", by=by, typed=[name], editor=editor, data=facts)
    elif name.startswith(ANSWER):
        incident.answers = {**incident.answers, name.removeprefix(ANSWER): value}
        facts = {"question": int(name.removeprefix(ANSWER))}
        store(incident, "incident.answered", by=by, columns=["answers"], typed=[name], editor=editor, data=facts)
    else:
        _change_column(incident, name, CLEANERS[name](value), by=by, editor=editor, reason=reason)


def _change_column(incident: Incident, name: str, value: Any, *, by, editor: str, reason: str) -> None:
    before = getattr(incident, name)
    if before == value:
        return
    setattr(incident, name, value)
    verb, facts, text, tell = _words(incident, name, before, value, by, reason)
    store(incident, verb, by=by, columns=[name], typed=[name], editor=editor, data=facts, text=text, tell=tell)


def _words(incident: Incident, name: str, before: Any, after: Any, by, reason: str) -> tuple[str, dict, str, bool]:
    """Verb, facts, text for the story, and whether the story gets a line of its own."""
    if name in ("level", "found_level"):
        return f"incident.{name}_changed", {"from": before, "to": after, "reason": reason[:200]}, "", True
    if name in ("kind", "found_kind"):
        facts = {"from": _kind_facts(before), "to": _kind_facts(after), "reason": reason[:200]}
        return f"incident.{name}_changed", facts, "", True
    if name == "risk_flags":
        facts = {"set": [f for f in after if f not in before], "cleared": [f for f in before if f not in after]}
        return "incident.flags_changed", facts, "", True
    if name == "description":
        grown = str(after).startswith(str(before))
        # Words that were taken away stay readable in the story; words added are in the description itself.
        return "incident.described", {}, "" if grown else str(before), not (grown and _just_told(incident, by))
    if name in CALLER_FIELDS:
        return "incident.caller_changed", {"field": name}, "", not _just_told(incident, by, "incident.caller_changed")
    facts = {"field": name, "from": stored_json(before), "to": stored_json(after)}
    return "incident.changed", facts, "", True


def _just_told(incident: Incident, by, verb: str = "incident.described") -> bool:
    since = timezone.now() - SAME_SITTING
    return incident.timeline.filter(verb=verb, by=by, at__gte=since).exists()


def _kind_facts(kind: Any) -> dict[str, str] | None:
    return {"code": kind.code, "zh": kind.name_zh, "en": kind.name_en} if kind else None
