"""Distance, stops and time in areas of one unit between two moments: a shift, a day, an incident."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import shapely
from django.contrib.gis.geos import Polygon

from maps.areas.models import Area, AreaKind
from units.crews.models import Unit
from units.tracks.fixes import Fixes, fixes_of
from units.tracks.measure import Distance, Stop, distance, stops, time_heard, time_inside

LONGEST = timedelta(days=2)


@dataclass(frozen=True)
class AreaTime:
    area: Area
    seconds: float


@dataclass(frozen=True)
class Summary:
    """``heard_s``: seconds covered by fixes, what ``areas`` add up to where areas do not overlap."""

    fixes: Fixes
    heard_s: float
    distance: Distance
    stops: list[Stop]
    areas: list[AreaTime]
    home_s: float | None


def summary(unit: Unit, since: datetime, until: datetime) -> Summary:
    """Guard the unit with ``visible_to(user, "track.see")`` before. Cost: one index range of its track."""
    fixes = fixes_of(unit.pk, since, until)
    told = (fixes.t, fixes.lon, fixes.lat)
    inside = _areas(fixes)
    home = next((one.seconds for one in inside if one.area.pk == unit.home_area_id), 0.0)
    return Summary(
        fixes=fixes,
        heard_s=time_heard(fixes.t),
        distance=distance(*told, fixes.speed),
        stops=stops(*told),
        areas=sorted(inside, key=lambda one: -one.seconds),
        home_s=home if unit.home_area_id else None,
    )


def _areas(fixes: Fixes) -> list[AreaTime]:
    """Station areas and beats that the track touches."""
    if len(fixes) < 2:
        return []
    box = Polygon.from_bbox((*_corner(np.min, fixes), *_corner(np.max, fixes)))
    near = Area.objects.exclude(kind__in=[AreaKind.CITY, AreaKind.COUNTY]).filter(geom__bboverlaps=box)
    found = []
    for area in near:
        seconds = time_inside(fixes.t, fixes.lon, fixes.lat, shapely.from_wkb(bytes(area.geom.wkb)))
        if seconds:
            found.append(AreaTime(area, seconds))
    return found


def _corner(pick, fixes: Fixes) -> tuple[float, float]:
    return float(pick(fixes.lon)), float(pick(fixes.lat))
