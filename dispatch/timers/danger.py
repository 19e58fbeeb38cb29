"""Officer in danger: one alarm per unit while it rings, on every seat, and gone only when somebody has answered it.

A terminal of no unit (an officer off shift) rings by itself. Pressed again it rings again, also after an answer.
"""

from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.timers.alarms import _save, _tell
from dispatch.timers.models import Alarm
from units.access.refused import Refused
from units.crews.models import Unit
from units.positions.models import LastPosition
from units.terminals.models import Terminal

DANGER = "danger"


class DangerAnswer(TextChoices):
    """What was done about it. Only the last two end the alarm."""

    HELPING = "helping", gettext_lazy("Help is on its way")
    SAFE = "safe", gettext_lazy("The officers are safe")
    FALSE = "false", gettext_lazy("Pressed by mistake")


@transaction.atomic(savepoint=False)
def raise_danger(subject: Unit | Terminal, data: dict[str, Any]) -> Alarm:
    """Ring. ``data``: ``lon``, ``lat`` (None: the unit's last position is taken), ``terminal``, ``at``."""
    unit = subject if isinstance(subject, Unit) else None
    whose = {"unit": unit, "terminal": None if unit else subject}
    type(subject).objects.select_for_update(no_key=True).get(pk=subject.pk)  # two at once are one alarm
    facts = {"of": str(subject), "terminal": data.get("terminal", ""), "place": _place(unit, data), "answer": ""}
    alarm = Alarm.objects.select_for_update(of=("self",)).filter(cause=DANGER, ended_at=None, **whose).first()
    if alarm is None:
        severity = Alarm.Severity.ALARM
        owner = subject.organisation_id
        alarm = Alarm.objects.create(cause=DANGER, organisation_id=owner, severity=severity, data=facts, **whose)
        if unit is not None:
            alarm.shared_with.set(unit.shared_with.all())
        _tell(alarm, "alarm.raised")
        return alarm
    if facts["place"] is None:
        facts["place"] = alarm.data.get("place")
    alarm.data, alarm.count = facts, alarm.count + 1
    alarm.acknowledged_at = alarm.acknowledged_by = None
    _save(alarm)
    _tell(alarm, "alarm.rose")
    return alarm


@transaction.atomic
def answer_danger(alarm: Alarm, answer: str, *, by) -> Alarm:
    """Say what was done. Raises ``Refused`` for anything that is no answer, and when it has ended already."""
    if answer not in DangerAnswer.values:
        raise Refused(_("Say what was done: help sent, safe, or pressed by mistake."), code="answer", field="answer")
    alarm = Alarm.objects.select_for_update(of=("self",)).get(pk=alarm.pk, cause=DANGER)
    if alarm.ended_at is not None:
        raise Refused(_("Somebody has ended this alarm already."), code="ended")
    now = timezone.now()
    alarm.data = {**alarm.data, "answer": answer}
    alarm.acknowledged_at, alarm.acknowledged_by = now, by
    if answer != DangerAnswer.HELPING:
        alarm.ended_at = now
    _save(alarm)
    _tell(alarm, "alarm.ended" if alarm.ended_at else "alarm.acknowledged", by=by)
    return alarm


def _place(unit: Unit | None, data: dict[str, Any]) -> list[float] | None:
    if data.get("lon") is not None:
        return [data["lon"], data["lat"]]
    last = LastPosition.objects.filter(unit=unit).first() if unit else None
    return list(last.point.coords) if last else None
