"""Officers in a shape: people on a running shift, at the last position of their unit. Their numbers are not in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from maps.around.near import Near, near
from units.crews.models import UnitState
from units.duty.models import Shift, ShiftMember
from units.positions.nearby import among, units_inside


def officers_near(user, shape, *, there: Sequence[int] | None = None, limit: int = 50, offset: int = 0) -> Near:
    """On duty: ``{id, name, badge, leader, unit, unit_id, state, has_phone, at, age_s, …}``; counts by state.

    ``there``: ``units_inside(shape)``, when it is known.
    """
    ids = among(units_inside(shape) if there is None else there)
    aboard = _members(user).filter(shift__unit__in=ids)
    place = "shift__unit__last_position__point"
    found = near(
        *(aboard, place, shape, F("shift__unit__state")),
        *("leader", "user_id"),
        name_zh=F("user__name_zh"),
        name_en=F("user__name_en"),
        username=F("user__username"),
        badge=F("user__badge"),
        telephone=F("user__telephone"),
        unit=F("shift__unit__call_sign"),
        unit_id=F("shift__unit_id"),
        state=F("shift__unit__state"),
        at=F("shift__unit__last_position__at"),
        limit=limit,
        offset=offset,
    )
    now, english = timezone.now(), (get_language() or "").startswith("en")
    found.rows = [_officer(row, now, english) for row in found.rows]
    return found


def _officer(row: dict[str, Any], now: datetime, english: bool) -> dict[str, Any]:
    ident, zh, en = (row.pop(name) for name in ("user_id", "name_zh", "name_en"))
    username, telephone = row.pop("username"), row.pop("telephone")
    age = round(max(0.0, (now - row["at"]).total_seconds()), 1)
    name = (en if english else zh) or zh or en or username
    return {"id": ident, **row, "name": name, "has_phone": bool(telephone), "age_s": age}


def officer_on_duty(user, pk: int, right: str):
    """The person, if on a running shift over which ``user`` holds ``right``. Raises ``DoesNotExist``."""
    return get_user_model().objects.filter(shift_memberships__in=_members(user, right)).distinct().get(pk=pk)


def leader_aboard(user, call_sign: str, right: str):
    """Who leads the unit now (else anybody aboard with a telephone), or None. Scoped like ``officer_on_duty``."""
    aboard = _members(user, right).filter(shift__unit__call_sign=call_sign).exclude(user__telephone="")
    member = aboard.select_related("user").order_by("-leader", "pk").first()
    return member.user if member else None


def _members(user, right: str | None = None):
    now = timezone.now()
    running = Shift.objects.visible_to(user, right).filter(begins_at__lte=now, ends_at__gt=now, logged_off_at=None)
    rows = ShiftMember.objects.filter(shift__in=running, user__is_active=True, shift__unit__active=True)
    return rows.exclude(shift__unit__state=UnitState.OFF)
