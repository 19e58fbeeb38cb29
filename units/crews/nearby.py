"""Units in a shape, by state, nearest first."""

from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from maps.around.near import Near, near
from units.crews.models import Unit, UnitState
from units.positions.nearby import among, units_inside


def units_near(user, shape, *, there: Sequence[int] | None = None, limit: int = 50, offset: int = 0) -> Near:
    """Units on duty as ``{id, call_sign, kind, state, capabilities, officers, organisation, at, age_s, …}``.

    ``there``: ``units_inside(shape)``, when it is known.
    """
    ids = among(units_inside(shape) if there is None else there)
    rows = Unit.objects.visible_to(user).filter(pk__in=ids, active=True).exclude(state=UnitState.OFF)
    found = near(
        *(rows, "last_position__point", shape, F("state")),
        *("id", "call_sign", "kind", "state", "capabilities", "officers"),
        owner=F("organisation__code"),
        at=F("last_position__at"),
        heading=F("last_position__heading"),
        limit=limit,
        offset=offset,
    )
    now = timezone.now()
    for row in found.rows:
        row["organisation"] = row.pop("owner")
        row["age_s"] = round(max(0.0, (now - row["at"]).total_seconds()), 1)
    return found
