"""Reads of fences and what happened at them; each starts from what the asking user may see."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from units.crews.models import Unit
from units.fences.models import Fence, FenceEvent, Presence

MOST_EVENTS = 1_000


def fences_visible(user, *, ended: bool = False) -> QuerySet[Fence]:
    """Fences that people put up, with how many units are ``inside``; the ended ones only when asked for."""
    fences = Fence.objects.visible_to(user).listed().select_related("organisation", "area")
    if not ended:
        fences = fences.filter(active=True)
    return fences.annotate(inside=Count("presences", filter=Q(presences__since__isnull=False)))


def events_of(
    fence: Fence, user, *, since: datetime | None = None, until: datetime | None = None, limit: int = MOST_EVENTS
) -> list[FenceEvent]:
    """The newest crossings of a fence the user was let see, of units the user may see; newest first."""
    events = FenceEvent.objects.filter(fence=fence, unit__in=Unit.objects.visible_to(user)).select_related("unit")
    if since:
        events = events.filter(at__gte=since)
    if until:
        events = events.filter(at__lt=until)
    return list(events.order_by("-at", "-id")[:limit])


def events_of_unit(unit: Unit, user, *, limit: int = 20) -> list[FenceEvent]:
    """The newest crossings of a unit the user was let see, at fences people put up; newest first."""
    fences = Fence.objects.visible_to(user).listed()
    events = FenceEvent.objects.filter(unit=unit, fence__in=fences).select_related("fence")
    return list(events.order_by("-at", "-id")[:limit])


def inside(fence: Fence, user) -> list[Presence]:
    """Units the user may see that are in the fence, the longest there first."""
    presences = Presence.objects.inside().filter(fence=fence, unit__in=Unit.objects.visible_to(user))
    return list(presences.select_related("unit").order_by("since"))
