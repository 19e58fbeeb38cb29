"""Fences, units and fixes that tests of fences share."""

import time

from django.db import transaction

from tests import factories as make
from tests.factories import HERE, point_near
from units.fences.actions import add_fence
from units.fences.models import Fence, FenceEvent
from units.fences.watch import Watch
from units.positions.fix import Fix

NOW = time.time() - 3600


def post(by, radius: float = 50, **more) -> Fence:
    """A post around ``HERE`` of the county, unless told."""
    organisation = more.pop("organisation", None) or make.make_organisation()
    names = {"name_zh": "东门", "name_en": "East gate"}
    return add_fence(organisation, by=by, **{**names, "kind": "post", "centre": HERE, "radius_m": radius, **more})


def fix(unit, metres: float, t: float, **more) -> Fix:
    place = point_near(metres)
    return Fix(unit.pk, place.x, place.y, NOW + t, NOW + t + 0.3, **more)


def store(watcher: Watch, *fixes: Fix) -> None:
    with transaction.atomic():
        watcher.note(fixes)
    watcher.committed()


def events() -> list[tuple[str, str, float]]:
    rows = FenceEvent.objects.order_by("pk").select_related("unit")
    return [(row.unit.call_sign, row.kind, round(row.at.timestamp() - NOW)) for row in rows]
