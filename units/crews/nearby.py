"""Units in a shape, by state, nearest first.

Last positions have no spatial index on purpose (their updates stay HOT): ten thousand of them are read and compared
with the shape's box in a few milliseconds, see docs/nearby.md.
"""

from django.db.models import F
from django.utils import timezone

from maps.around.near import Near, counted, inside, nearest
from units.crews.models import Unit, UnitState


def units_near(user, shape, *, limit: int = 50, offset: int = 0) -> Near:
    """Units on duty as ``{id, call_sign, kind, state, capabilities, officers, organisation, at, age_s, …}``."""
    rows = Unit.objects.visible_to(user).filter(active=True).exclude(state=UnitState.OFF)
    rows = inside(rows, "last_position__point", shape)
    counts = counted(rows, "state")
    if not counts or limit <= 0:
        return Near([], counts, bool(counts))
    now = timezone.now()
    found = list(
        nearest(rows, "last_position__point", shape).values(
            *("id", "call_sign", "kind", "state", "capabilities", "officers", "lon", "lat", "metres"),
            at=F("last_position__at"),
            heading=F("last_position__heading"),
            owner=F("organisation__code"),
        )[offset : offset + limit + 1]
    )
    page = [
        {
            **{name: row[name] for name in ("id", "call_sign", "kind", "state", "capabilities", "officers", "at")},
            "organisation": row["owner"],
            "heading": row["heading"],
            "age_s": round(max(0.0, (now - row["at"]).total_seconds()), 1),
            "lon": row["lon"],
            "lat": row["lat"],
            "distance_m": round(row["metres"], 1),
        }
        for row in found[:limit]
    ]
    return Near(page, counts, len(found) > limit)
