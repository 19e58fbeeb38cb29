"""Units in a shape, by state, nearest first.

Last positions have no spatial index on purpose (their updates stay HOT): ten thousand of them are read and compared
with the shape's box in one scan, and only those inside are joined to their units, see docs/nearby.md.
"""

from collections import Counter

from django.db.models import F
from django.utils import timezone

from maps.around.near import Lat, Lon, Near, inside, nearest
from units.crews.models import Unit, UnitState


def units_near(user, shape, *, limit: int = 50, offset: int = 0) -> Near:
    """Units on duty as ``{id, call_sign, kind, state, capabilities, officers, organisation, at, age_s, …}``."""
    rows = inside(Unit.objects.visible_to(user).filter(active=True), "last_position__point", shape)
    on_duty = nearest(rows.exclude(state=UnitState.OFF), "last_position__point", shape)
    here = {pk: (state, metres) for pk, state, metres in on_duty.values_list("pk", "state", "metres")}
    counts = Counter(state for state, _metres in here.values())
    if not counts or limit <= 0:
        return Near([], counts, bool(counts))
    now = timezone.now()
    chosen = list(here)[offset : offset + limit]
    found = Unit.objects.filter(pk__in=chosen).values(
        *("id", "call_sign", "kind", "state", "capabilities", "officers"),
        lon=Lon("last_position__point"),
        lat=Lat("last_position__point"),
        at=F("last_position__at"),
        heading=F("last_position__heading"),
        owner=F("organisation__code"),
    )
    page = [
        {
            **{name: row[name] for name in ("id", "call_sign", "kind", "state", "capabilities", "officers", "at")},
            "organisation": row["owner"],
            "heading": row["heading"],
            "age_s": round(max(0.0, (now - row["at"]).total_seconds()), 1),
            "lon": row["lon"],
            "lat": row["lat"],
            "distance_m": round(here[row["id"]][1], 1),
        }
        for row in sorted(found, key=lambda row: chosen.index(row["id"]))
    ]
    return Near(page, counts, offset + len(chosen) < len(here))
