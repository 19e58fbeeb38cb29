"""Officers in a shape: people on a running shift, at the last position of their unit. Their numbers are not in it."""

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from maps.around.near import Near, counted, inside, nearest
from units.crews.models import UnitState
from units.duty.models import Shift, ShiftMember


def officers_near(user, shape, *, limit: int = 50, offset: int = 0) -> Near:
    """On duty: ``{id, name, badge, leader, unit, unit_id, state, has_phone, at, age_s, …}``; counts by state."""
    rows = inside(_members(user), "shift__unit__last_position__point", shape)
    counts = counted(rows, "shift__unit__state")
    if not counts or limit <= 0:
        return Near([], counts, bool(counts))
    now, english = timezone.now(), (get_language() or "").startswith("en")
    found = list(
        nearest(rows, "shift__unit__last_position__point", shape).values(
            *("leader", "lon", "lat", "metres", "user_id"),
            name_zh=F("user__name_zh"),
            name_en=F("user__name_en"),
            username=F("user__username"),
            badge=F("user__badge"),
            telephone=F("user__telephone"),
            unit=F("shift__unit__call_sign"),
            unit_id=F("shift__unit_id"),
            state=F("shift__unit__state"),
            at=F("shift__unit__last_position__at"),
        )[offset : offset + limit + 1]
    )
    page = [
        {
            "id": row["user_id"],
            "name": (row["name_en"] if english else row["name_zh"])
            or row["name_zh"]
            or row["name_en"]
            or row["username"],
            **{name: row[name] for name in ("badge", "leader", "unit", "unit_id", "state", "at")},
            "has_phone": bool(row["telephone"]),
            "age_s": round(max(0.0, (now - row["at"]).total_seconds()), 1),
            "lon": row["lon"],
            "lat": row["lat"],
            "distance_m": round(row["metres"], 1),
        }
        for row in found[:limit]
    ]
    return Near(page, counts, len(found) > limit)


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
