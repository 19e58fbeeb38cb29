"""Timers start, stop and are timed anew; what they find is an alarm. The deeds on alarms are in ``alarms.py``."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from dispatch.assignments.models import Assignment
from dispatch.timers import subjects
from dispatch.timers.alarms import acknowledge_alarm, end_alarms, raise_alarm
from dispatch.timers.limits import Due, advance, due, limit_for
from dispatch.timers.models import Alarm, Limit, Stage, Timer, TimerState
from dispatch.timers.subjects import Subject
from incidents.register.models import Incident

__all__ = [
    "acknowledge_alarm",
    "end_alarms",
    "raise_alarm",
    "retime",
    "start_timers",
    "start_wake",
    "stop_timers",
]


def start_timers(
    stages: Collection[str], subject: Subject, *, assignment: Assignment | None = None, since: datetime | None = None
) -> None:
    """Start the clocks of stages by the limits for the subject's level and area, unless the bureau set none.

    One clock per stage runs: started again while it runs, nothing changes.
    """
    since = since or timezone.now()
    limits = list(Limit.objects.filter(stage__in=stages, active=True))
    timers = []
    for stage in stages:
        rows = [row for row in limits if row.stage == stage]
        limit = limit_for(rows, subjects.level_of(subject), subjects.area_type_of(subject))
        if limit is not None:
            timers.append(_timer(stage, subject, assignment, since, due(limit, since)))
    Timer.objects.bulk_create(timers, ignore_conflicts=True)


def start_wake(incident: Incident) -> None:
    """The end of a hold (or of a schedule) is a timer like the others."""
    if incident.held_until is not None:
        stop_timers(incident, [Stage.WAKE])
        times = Due(incident.held_until, incident.held_until, None)
        _timer(Stage.WAKE, incident, None, timezone.now(), times).save()


def stop_timers(
    subject: Subject, stages: Collection[str] | None = None, *, assignment: Assignment | None = None
) -> int:
    """Stop running clocks (of one order, or of the subject and all its orders); alarms they caused end."""
    running = Timer.objects.filter(**subjects.of(subject)).exclude(state=TimerState.STOPPED)
    if assignment is not None:
        running = running.filter(assignment=assignment)
    if stages is not None:
        running = running.filter(stage__in=stages)
    stopped = list(running.select_for_update().order_by("pk").values_list("pk", "stage", "assignment_id", "state"))
    if not stopped:
        return 0
    Timer.objects.filter(pk__in=[row[0] for row in stopped]).update(
        state=TimerState.STOPPED, stopped_at=timezone.now(), next_at=None
    )
    for _pk, stage, order_id, state in stopped:
        if state != TimerState.RUNNING:
            end_alarms(subject, [f"timer.{stage}"], order_id=order_id)
    return len(stopped)


def retime(incident: Incident) -> None:
    """Level, place or station changed: clocks that run follow the limit that holds now. What has fired stays fired."""
    now = timezone.now()
    for rows in (
        Timer.objects.filter(incident=incident).exclude(state=TimerState.STOPPED),
        Alarm.objects.filter(incident=incident, ended_at=None),
    ):
        rows.exclude(organisation=incident.organisation_id).update(organisation=incident.organisation_id)
    for timer in (
        Timer.objects.filter(incident=incident)
        .exclude(Q(state=TimerState.STOPPED) | Q(stage=Stage.WAKE))
        .select_for_update()
        .order_by("pk")
    ):
        rows = Limit.objects.filter(stage=timer.stage, active=True)
        limit = limit_for(rows, incident.level, subjects.area_type_of(incident))
        if limit is None:
            continue
        times = due(limit, timer.started_at)
        if times == (timer.warn_at, timer.alarm_at, timer.escalate_at):
            continue
        timer.warn_at, timer.alarm_at, timer.escalate_at = times
        if timer.state != TimerState.ESCALATED:  # from there on its chain is under way
            following = {"running": times.warn_at, "warned": times.alarm_at, "alarmed": times.escalate_at}
            timer.next_at = following[timer.state]
            if timer.next_at is not None:
                timer.next_at = max(timer.next_at, now)
        timer.save(update_fields=["warn_at", "alarm_at", "escalate_at", "next_at"])


def _timer(stage: str, subject: Subject, assignment: Assignment | None, since: datetime, times: Due) -> Timer:
    return Timer(
        **subjects.of(subject),
        assignment=assignment,
        organisation_id=subject.organisation_id,
        stage=stage,
        started_at=since,
        warn_at=times.warn_at,
        alarm_at=times.alarm_at,
        escalate_at=times.escalate_at,
        # A step told late may start a clock that is overdue already: it fires once, at its furthest stage.
        next_at=times.warn_at,
    )


def next_state(timer: Timer, now: datetime) -> tuple[str, datetime | None]:
    return advance(timer.state, timer.warn_at, timer.alarm_at, timer.escalate_at, now)
