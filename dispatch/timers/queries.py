"""Reads of alarms and clocks."""

from django.db.models import QuerySet

from dispatch.timers.models import Alarm
from incidents.register.models import Incident


def alarms_visible(user) -> QuerySet[Alarm]:
    """Alarms that ring (or were acknowledged and go on), the weightier and older first."""
    return Alarm.objects.visible_to(user).ringing().select_related("incident__kind", "assignment__unit", "timer")


def alarms_of(incident: Incident) -> list[Alarm]:
    """Alarms of an incident the user was let see."""
    rings = Alarm.objects.ringing().filter(incident=incident).select_related("assignment__unit", "acknowledged_by")
    weight = {"escalated": 0, "alarm": 1, "warn": 2}
    return sorted(rings, key=lambda alarm: (alarm.acknowledged_at is not None, weight[alarm.severity], alarm.at))
