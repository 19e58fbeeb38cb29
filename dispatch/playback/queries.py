"""Reads of a playback: its rows are asked for anew each time, because rights may have changed since it was opened."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from dispatch.assignments.models import Assignment
from dispatch.playback.actions import KEPT
from dispatch.playback.models import Playback
from incidents.register.models import Incident
from units.crews.models import Unit

MOST_INCIDENTS = 2_000


def playbacks_of(user) -> QuerySet[Playback]:
    """Only one's own, and not for ever."""
    return Playback.objects.filter(by=user, opened_at__gt=timezone.now() - KEPT).select_related("incident")


def units_in(playback: Playback, user, right: str = "track.see") -> QuerySet[Unit]:
    return Unit.objects.visible_to(user, right).filter(pk__in=playback.units)


def incidents_in(playback: Playback, user) -> list[int]:
    """Of an incident: it alone. Else what was open meanwhile and visible; of a few units: what they were sent to."""
    seen = Incident.objects.visible_to(user)
    if playback.incident_id:
        return list(seen.filter(pk=playback.incident_id).values_list("pk", flat=True))
    open_then = seen.filter(opened_at__lte=playback.until).exclude(closed_at__lt=playback.since)
    orders = Assignment.objects.filter(unit__in=playback.units, sent_at__lte=playback.until)
    orders = orders.filter(Q(ended_at=None) | Q(ended_at__gte=playback.since))
    if len(playback.units) <= 20:
        open_then = open_then.filter(pk__in=orders.values("incident"))
    return list(open_then.order_by("-opened_at").values_list("pk", flat=True)[:MOST_INCIDENTS])
