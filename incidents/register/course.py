"""The deeds on an incident's course: hold, wake, escalate, close, reopen, archive; and the state its orders give it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.kinds.choices import Level
from incidents.register.fields import clean_level, clean_time
from incidents.register.models import CloseResult, Incident, IncidentState
from incidents.register.placing import must_be_open, need_reason
from incidents.register.refusal import refusal
from incidents.register.saving import lock, store
from incidents.register.states import DEEDS, may_derive, may_do
from incidents.signals import closing

STEP_COLUMNS = {  # the first time an incident reaches these states is kept
    IncidentState.DISPATCHED: "dispatched_at",
    IncidentState.ON_SCENE: "arrived_at",
}


@transaction.atomic
def hold_incident(incident: Incident, *, until: datetime, reason: str, by) -> Incident:
    """Put it aside until a time. It stays in the queue, marked; at the time it wakes with an alarm."""
    return _put_aside(incident, until, reason, by, "incident.held")


@transaction.atomic
def schedule_incident(incident: Incident, *, until: datetime, reason: str, by) -> Incident:
    """The matter itself is for later (an escort at eight): held until then."""
    return _put_aside(incident, until, reason, by, "incident.scheduled")


@transaction.atomic
def wake_incident(incident: Incident, *, by=None) -> Incident:
    """End the hold: by a person, or by the timer when the time has come (``by=None``)."""
    lock(incident)
    if incident.held_until is None:
        return incident
    incident.held_until = None
    incident.hold_reason = ""
    return store(incident, "incident.woken", by=by, columns=["held_until", "hold_reason"])


@transaction.atomic
def escalate_incident(incident: Incident, *, level: int, by, reason: str) -> Incident:
    """Raise it to a more urgent level (a smaller number)."""
    lock(incident)
    must_be_open(incident)
    level = clean_level(level)
    if level >= incident.level:
        raise refusal(
            "level",
            _("It is already at %(level)s.") % {"level": Level(incident.level).label},
            _("Choose a more urgent level, or change the level without escalating."),
            code="not_more_urgent",
        )
    facts = {"from": incident.level, "to": level, "reason": need_reason(reason)}
    incident.level = level
    return store(incident, "incident.escalated", by=by, columns=["level"], typed=["level"], data=facts)


@transaction.atomic
def mark_major(incident: Incident, *, by, reason: str) -> Incident:
    """Major incident (重大警情): the leaders are told."""
    lock(incident)
    must_be_open(incident)
    if incident.major:
        return incident
    incident.major = True
    facts = {"reason": need_reason(reason)}
    return store(incident, "incident.marked_major", by=by, columns=["major"], data=facts)


@transaction.atomic
def close_incident(incident: Incident, *, result: str, by, note: str = "") -> Incident:
    """结案. Refused while orders run: whoever knows of them says so through the ``closing`` signal."""
    lock(incident)
    _must("close", incident)
    if result not in CloseResult.values:
        raise refusal("result", _("How it ended is missing."), _("Choose a result."), code="missing")
    closing.send(sender=Incident, incident=incident, verb="incident.closed", by=by)
    incident.close_result = result
    incident.close_note = note.strip()
    return _leave(incident, "incident.closed", "close", by, {"result": result}, ["close_result", "close_note"], note)


@transaction.atomic
def mark_invalid(incident: Incident, *, by, reason: str) -> Incident:
    """无效警情: there was nothing (a false call). It leaves the queue and keeps its story."""
    lock(incident)
    _must("mark_invalid", incident)
    reason = need_reason(reason)
    closing.send(sender=Incident, incident=incident, verb="incident.invalidated", by=by)
    return _leave(incident, "incident.invalidated", "mark_invalid", by, {"reason": reason}, [])


@transaction.atomic
def archive_incident(incident: Incident, *, by) -> Incident:
    """归档, after closing."""
    lock(incident)
    _must("archive", incident)
    incident.state = DEEDS["archive"][1]
    incident.state_since = incident.archived_at = timezone.now()
    return store(incident, "incident.archived", by=by, columns=["state", "state_since", "archived_at"])


@transaction.atomic
def reopen_incident(incident: Incident, *, by, reason: str) -> Incident:
    """Back into the queue, with a reason; what was said at closing stays in the story."""
    lock(incident)
    _must("reopen", incident)
    facts = {"reason": need_reason(reason), "from": incident.state, "result": incident.close_result}
    incident.state = DEEDS["reopen"][1]
    incident.state_since = timezone.now()
    incident.closed_at = incident.archived_at = None
    incident.close_result = ""
    incident.close_note = ""
    columns = ["state", "state_since", "closed_at", "archived_at", "close_result", "close_note"]
    return store(incident, "incident.reopened", by=by, columns=columns, data=facts)


@transaction.atomic
def derive_state(incident: Incident, new_state: str, *, by=None, at: datetime | None = None) -> Incident:
    """The state that follows from the orders, told by the floor above whenever one of them changes.

    Nothing happens when the state stays, or when the incident has left the queue meanwhile. Being dispatched ends a
    hold. The story gets no line: the order's own line says it.
    """
    lock(incident)
    before = incident.state
    if before == new_state or not may_derive(before, new_state):
        return incident
    moment = at or timezone.now()
    incident.state = new_state
    incident.state_since = moment
    columns = ["state", "state_since"]
    first = STEP_COLUMNS.get(new_state)
    if first and getattr(incident, first) is None:
        setattr(incident, first, moment)
        columns.append(first)
    if incident.held_until is not None:
        incident.held_until = None
        incident.hold_reason = ""
        columns += ["held_until", "hold_reason"]
    facts = {"from": before, "to": str(new_state)}
    return store(incident, "incident.state_changed", by=by, columns=columns, data=facts, tell=False)


def _put_aside(incident: Incident, until: datetime, reason: str, by, verb: str) -> Incident:
    lock(incident)
    must_be_open(incident)
    if incident.state != IncidentState.ACCEPTED:
        raise refusal(
            "until",
            _("Units are already at work on it."),
            _("Cancel their orders first, or leave it running."),
            code="orders_running",
        )
    until = clean_time(until, "until")
    if until <= timezone.now():
        raise refusal("until", _("This time is over."), _("Choose a time to come."), code="past")
    incident.held_until = until
    incident.hold_reason = need_reason(reason)
    facts = {"until": until.isoformat(), "reason": incident.hold_reason}
    return store(incident, verb, by=by, columns=["held_until", "hold_reason"], data=facts)


def _leave(incident: Incident, verb: str, deed: str, by, facts: dict, columns: list[str], text: str = "") -> Incident:
    incident.state = DEEDS[deed][1]
    incident.state_since = incident.closed_at = timezone.now()
    incident.held_until = None
    columns = [*columns, "state", "state_since", "closed_at", "held_until"]
    return store(incident, verb, by=by, columns=columns, data=facts, text=text)


def _must(deed: str, incident: Incident) -> None:
    if not may_do(deed, incident.state):
        raise refusal(
            "state",
            _("This is not possible now: the incident is %(state)s.") % {"state": incident.get_state_display()},
            _("Look at its story: somebody may have been quicker."),
            code="wrong_state",
            state=incident.state,
        )
