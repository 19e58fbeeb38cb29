"""Firing what is due. A row is claimed by locking it; its stage, alarm and journal line stand or fall together.

Any number of workers may run this at once, at any time, after any crash: a row that another one holds is skipped, a
row that was advanced is no longer due, and a worker that dies leaves its row due.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from dispatch.live.texts import in_both
from dispatch.timers.actions import next_state, stop_timers
from dispatch.timers.alarms import acknowledged, raise_alarm
from dispatch.timers.escalating import climb, let_them_be_called, let_them_see, told
from dispatch.timers.models import Alarm, Escalation, Stage, Timer, TimerState
from dispatch.timers.subjects import NAMES, Subject, locked
from dispatch.timers.words import MISSED, clock, whom
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
    for pk, *keys in waiting.order_by("next_at").values_list("pk", *NAMES.values())[:BATCH]:
        try:
            fired += fire_one(pk, dict(zip(NAMES.values(), keys, strict=True)), moment)
        except Exception:
            logger.exception("Timer %s did not fire", pk)  # one bad row must not silence the others
            Timer.objects.filter(pk=pk).exclude(state=TimerState.STOPPED).update(next_at=moment + RETRY_AFTER)
    return fired


def fire_one(pk: int, keys: dict[str, Any], now: datetime) -> int:
    """Claim one row and fire it; 0 when somebody else did, or is at work on its subject (the next second comes).

    ``keys``: ``{"incident", "draft", "call", "warning"}``, one of them not None.
    """
    with transaction.atomic():
        # Everybody locks the subject before its timers; skipping keeps the clock from waiting for a slow deed.
        subject = next(locked(name, key) for name, key in keys.items() if key is not None)
        if subject is None:
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
        just_told: list[Escalation] = []
        if timer.state == TimerState.ESCALATED:
            just_told, timer.next_at = climb(timer, subject, now)
        timer.save(update_fields=["state", "next_at"])
        if timer.stage == Stage.WAKE:
            _wake(timer, subject)
        else:
            _ring(timer, subject, just_told)
    return 1


def _wake(timer: Timer, incident: Incident) -> None:
    wake_incident(incident, by=None)
    stop_timers(incident, [Stage.WAKE])
    raise_alarm("incident.woken", incident=incident)


def _ring(timer: Timer, subject: Subject, just_told: list[Escalation]) -> None:
    if timer.state not in SEVERITY:
        return
    facts = {"stage": timer.stage, "limit_s": round((timer.alarm_at - timer.started_at).total_seconds())}
    if timer.state == TimerState.ESCALATED:
        facts["to"] = told(timer)
    if just_told and acknowledged(f"timer.{timer.stage}", subject):  # asked before it rings anew for the step
        just_told = []
    alarm = raise_alarm(
        f"timer.{timer.stage}",
        about=subject,
        severity=SEVERITY[TimerState(timer.state)],
        assignment=timer.assignment,
        timer=timer,
        data=facts,
    )
    if timer.state == TimerState.ESCALATED:
        let_them_see(timer, alarm)
        let_them_be_called(just_told, alarm)
    # A warning is for the desk; what was missed belongs in the story, where there is one already.
    if timer.state != TimerState.WARNED and isinstance(subject, Incident):
        _note(timer, subject, facts)


def _note(timer: Timer, incident: Incident, facts: dict[str, Any]) -> None:
    more = {"missed": in_both(MISSED[timer.stage]), "limit": clock(facts["limit_s"])}
    if facts.get("to"):
        more["whom"] = in_both(lambda: whom(facts["to"][-1]))
    if timer.assignment:
        more["order"] = timer.assignment.code
    unit = timer.assignment.unit if timer.assignment else None
    note(incident, f"timer.{timer.state}", data={**facts, **more}, unit=unit)
