"""Firing what is due. A row is claimed by locking it; its stage, alarm and journal line stand or fall together.

Any number of workers may run this at once, at any time, after any crash: a row that another one holds is skipped, a
row that was advanced is no longer due, and a worker that dies leaves its row due.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from dispatch.live.texts import in_both
from dispatch.timers.actions import next_state, stop_timers
from dispatch.timers.alarms import raise_alarm
from dispatch.timers.models import Alarm, Stage, Timer, TimerState
from dispatch.timers.words import MISSED, clock
from incidents.register.actions import wake_incident
from incidents.register.models import Incident
from incidents.timeline.actions import note

logger = logging.getLogger(__name__)

BATCH = 200
RETRY_AFTER = timedelta(seconds=30)
SEVERITY = {
    TimerState.WARNED: Alarm.Severity.WARN,
    TimerState.ALARMED: Alarm.Severity.ALARM,
    TimerState.ESCALATED: Alarm.Severity.ESCALATED,
}


def run_due(now: datetime | None = None) -> int:
    """Fire every timer that is due; returns how many this call fired."""
    moment = now or timezone.now()
    waiting = Timer.objects.filter(next_at__lte=moment).exclude(state=TimerState.STOPPED)
    fired = 0
    for pk, incident_id in waiting.order_by("next_at").values_list("pk", "incident_id")[:BATCH]:
        try:
            fired += fire_one(pk, incident_id, moment)
        except Exception:
            logger.exception("Timer %s did not fire", pk)  # one bad row must not silence the others
            Timer.objects.filter(pk=pk).exclude(state=TimerState.STOPPED).update(next_at=moment + RETRY_AFTER)
    return fired


def fire_one(pk: int, incident_id: int, now: datetime) -> int:
    """Claim one row and fire it; 0 when somebody else did, or is at work on its incident (the next second comes)."""
    with transaction.atomic():
        # Everybody locks the incident before its timers; skipping keeps the clock from waiting for a slow deed.
        incident = (
            Incident.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("organisation__parent")
            .filter(pk=incident_id)
            .first()
        )
        if incident is None:
            return 0
        timer = (
            Timer.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("assignment__unit")
            .filter(pk=pk, next_at__lte=now)
            .exclude(state=TimerState.STOPPED)
            .first()
        )
        if timer is None:
            return 0
        timer.state, timer.next_at = next_state(timer, now)
        timer.save(update_fields=["state", "next_at"])
        if timer.stage == Stage.WAKE:
            _wake(timer, incident)
        else:
            _ring(timer, incident)
    return 1


def _wake(timer: Timer, incident: Incident) -> None:
    wake_incident(incident, by=None)
    stop_timers(incident, [Stage.WAKE])
    raise_alarm("incident.woken", incident=incident)


def _ring(timer: Timer, incident: Incident) -> None:
    if timer.state not in SEVERITY:
        return
    facts = {"stage": timer.stage, "limit_s": round((timer.alarm_at - timer.started_at).total_seconds())}
    if timer.assignment:
        facts["order"] = timer.assignment.code
    if timer.state == TimerState.ESCALATED:
        above = incident.organisation.parent or incident.organisation
        facts["to"] = {"role": "duty_chief", "organisation": {"zh": above.name_zh, "en": above.name_en}}
    raise_alarm(
        f"timer.{timer.stage}",
        incident=incident,
        severity=SEVERITY[TimerState(timer.state)],
        assignment=timer.assignment,
        timer=timer,
        data={key: value for key, value in facts.items() if key != "order"},
    )
    if timer.state != TimerState.WARNED:  # a warning is for the desk; what was missed belongs in the story
        note(
            incident,
            f"timer.{timer.state}",
            data={**facts, "missed": in_both(MISSED[timer.stage]), "limit": clock(facts["limit_s"])},
            unit=timer.assignment.unit if timer.assignment else None,
        )
