"""Who is on which unit."""

from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from units.crews.models import Unit
from units.duty.models import Shift, ShiftMember


def shifts_around(user, *, at: datetime | None = None, hours: int = 24) -> QuerySet[Shift]:
    """Shifts the user may see that run now or begin within ``hours``, soonest first."""
    at = at or timezone.now()
    members = Prefetch("members", ShiftMember.objects.select_related("user").order_by("-leader", "pk"))
    return (
        Shift.objects.visible_to(user)
        .filter(ends_at__gt=at, begins_at__lt=at + timedelta(hours=hours), logged_off_at=None)
        .select_related("unit", "organisation")
        .prefetch_related(members)
        .order_by("begins_at", "unit__call_sign")
    )


def shift_now(user, *, at: datetime | None = None) -> Shift | None:
    """The shift this user is on now, if any."""
    at = at or timezone.now()
    shifts = Shift.objects.filter(members__user=user, begins_at__lte=at, ends_at__gt=at, logged_off_at=None)
    return shifts.select_related("unit__organisation").order_by("begins_at").first()


def unit_now(user, *, at: datetime | None = None) -> Unit | None:
    """The unit this user is on now, if any."""
    shift = shift_now(user, at=at)
    return shift.unit if shift else None


def units_crewed_by(user, *, at: datetime | None = None) -> QuerySet[Unit]:
    """Units on whose running shift the user is, or whose terminal the user carries."""
    at = at or timezone.now()
    running = Shift.objects.filter(members__user=user, begins_at__lte=at, ends_at__gt=at, logged_off_at=None)
    carried = Q(terminals__user=user, terminals__revoked_at=None)
    return Unit.objects.filter(Q(shifts__in=running) | carried, active=True).distinct()
