"""Alarms: one row per cause and subject: an incident, a form, a call.

They rise, are acknowledged for their stage, and end with their cause. ``data["orders"]``: ``{order code: call sign}``
of the orders with this cause; ``data["to"]``: whom the chain has told so far. Callers hold the subject's lock or are
the only one who could (a unique constraint stands behind it).
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.assignments.models import Assignment
from dispatch.signals import changed
from dispatch.timers import subjects
from dispatch.timers.models import Alarm, Timer
from dispatch.timers.subjects import Subject
from dispatch.warnings.models import HotspotWarning
from incidents.calls.models import Call, Draft
from incidents.register.models import Incident
from units.access.refused import Refused
from units.fences.models import FenceEvent

WEIGHT = {Alarm.Severity.WARN: 0, Alarm.Severity.ALARM: 1, Alarm.Severity.ESCALATED: 2}


@transaction.atomic(savepoint=False)
def raise_alarm(
    cause: str,
    *,
    incident: Incident | None = None,
    about: Draft | Call | FenceEvent | HotspotWarning | None = None,
    severity: str = Alarm.Severity.ALARM,
    assignment: Assignment | None = None,
    timer: Timer | None = None,
    data: dict[str, Any] | None = None,
) -> Alarm:
    """Ring, for an ``incident`` or ``about`` what comes before one. The same cause on one subject is one alarm with a
    count; a further unit, a higher stage or a further step of the chain rings anew."""
    subject = about or incident
    mine = subjects.of_alarm(subject)
    alarm = Alarm.objects.select_for_update().filter(cause=cause, ended_at=None, **mine).first()
    if alarm is None:
        orders = {assignment.code: assignment.unit.call_sign} if assignment else {}
        alarm = Alarm.objects.create(
            cause=cause,
            **mine,
            assignment=assignment,
            timer=timer,
            organisation_id=subject.organisation_id,
            severity=severity,
            data={**(data or {}), "orders": orders},
        )
        _tell(alarm, "alarm.raised")
        return alarm
    before = (alarm.severity, dict(alarm.data.get("orders", {})), alarm.data.get("to", []))
    orders, told = dict(before[1]), (data or {}).get("to", [])
    if assignment:
        orders[assignment.code] = assignment.unit.call_sign
    told = max(before[2], told, key=len)  # of several orders' clocks the one that went further up
    alarm.data = {**alarm.data, **(data or {}), "orders": orders, **({"to": told} if told else {})}
    if WEIGHT[severity] > WEIGHT[alarm.severity]:
        alarm.severity, alarm.timer = severity, timer or alarm.timer
    if (alarm.severity, orders, told) == before:
        return alarm
    alarm.count = max(len(orders), 1)
    if len(orders) > 1:
        alarm.assignment = None  # of several units, not of one
    alarm.acknowledged_at = alarm.acknowledged_by = None  # it was quiet for the stage before
    _save(alarm)
    _tell(alarm, "alarm.escalated" if alarm.severity == Alarm.Severity.ESCALATED else "alarm.rose")
    return alarm


@transaction.atomic
def acknowledge_alarm(alarm: Alarm, *, by) -> Alarm:
    """Somebody looks after it: quiet until it rises a stage. Acknowledging again changes nothing."""
    alarm = (
        Alarm.objects.select_for_update(of=("self",))
        .select_related("incident", "draft", "call", "warning")
        .get(pk=alarm.pk)
    )
    if alarm.cause == "danger":
        raise Refused(_("An officer in danger needs an answer: help sent, safe, or by mistake."), code="answer")
    if alarm.acknowledged_at is None and alarm.ended_at is None:
        alarm.acknowledged_at, alarm.acknowledged_by = timezone.now(), by
        _save(alarm)
        _tell(alarm, "alarm.acknowledged", by=by)
    return alarm


@transaction.atomic(savepoint=False)
def end_alarms(
    subject: Subject, causes: Collection[str] | None = None, *, order_id: int | None = None, proposed: str = ""
) -> int:
    """The cause is gone: for one order of several the alarm goes on with the others, else it ends.

    ``causes=None``: all of them. ``proposed``: proposals of this unit as the quicker one end too, on any incident.
    """
    wanted = Q(**subjects.of_alarm(subject))
    if causes is not None:
        wanted &= Q(cause__in=causes)
    if proposed:
        wanted |= Q(cause="recommendation.quicker", data__unit=proposed)
    ringing = list(Alarm.objects.select_for_update(of=("self",)).filter(wanted, ended_at=None).order_by("pk"))
    code = ""
    if ringing and order_id:
        code = Assignment.objects.values_list("code", flat=True).get(pk=order_id)
    for alarm in ringing:
        orders = {key: sign for key, sign in alarm.data.get("orders", {}).items() if key != code}
        if code and orders:
            _ease(alarm, orders)
        else:
            alarm.ended_at = timezone.now()
            _save(alarm)
            _tell(alarm, "alarm.ended")
    return len(ringing)


def acknowledged(cause: str, subject: Subject) -> bool:
    """Whether somebody looks after the alarm of this cause already."""
    ringing = Alarm.objects.filter(cause=cause, ended_at=None, **subjects.of_alarm(subject))
    return ringing.exclude(acknowledged_at=None).exists()


def _ease(alarm: Alarm, orders: dict[str, str]) -> None:
    alarm.data = {**alarm.data, "orders": orders}
    alarm.count = len(orders)
    if len(orders) == 1:
        alarm.assignment = Assignment.objects.filter(code=next(iter(orders))).first()
    _save(alarm)
    _tell(alarm, "alarm.eased")


def _save(alarm: Alarm) -> None:
    alarm.version = F("version") + 1
    alarm.save()
    alarm.refresh_from_db(fields=["version"])


def _tell(alarm: Alarm, verb: str, *, by=None) -> None:
    facts = {"cause": alarm.cause, "severity": str(alarm.severity), **alarm.data}
    for name in subjects.NAMES.values():
        if (subject := getattr(alarm, name)) is not None:
            facts[name] = subjects.code_of(subject)
    changed.send(sender=Alarm, verb=verb, subject=alarm, by=by, data=facts)
