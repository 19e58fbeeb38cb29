"""The demo never sleeps: every unit always has a shift with its own crew on it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from units.crews.models import Unit
from units.duty.models import Shift, ShiftMember
from units.people.models import User

LENGTH = timedelta(hours=12)


@transaction.atomic
def keep_shifts() -> int:
    """Open a shift, logged on, for each unit that has none now; returns how many were opened."""
    now = timezone.now()
    manned = Shift.objects.filter(begins_at__lte=now, ends_at__gt=now).values("unit")
    opened = 0
    for unit in Unit.objects.select_for_update().filter(active=True).exclude(pk__in=manned):
        sign = unit.call_sign.lower()
        crew = list(User.objects.filter(username__in=[sign, f"{sign}b"]).order_by("username"))
        if not crew:
            continue
        ends = Shift.objects.filter(unit=unit, begins_at__gt=now).order_by("begins_at").first()
        shift = Shift.objects.create(
            unit=unit,
            organisation=unit.organisation,
            begins_at=now,
            ends_at=min(now + LENGTH, ends.begins_at) if ends else now + LENGTH,
            logged_on_at=now,
        )
        ShiftMember.objects.bulk_create(
            ShiftMember(shift=shift, user=user, leader=number == 0) for number, user in enumerate(crew)
        )
        opened += 1
    return opened
