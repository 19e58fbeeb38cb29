"""What is around a point: units, cameras, places; by straight line, nearest first."""

from collections.abc import Callable
from math import cos, radians
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.contrib.gis.measure import D
from django.db.models import QuerySet

from maps.places.models import Place
from units.access.scope import may
from units.cameras.models import Camera
from units.crews.queries import units_visible

MOST = 200
LAYERS = ("units", "cameras", "places")


def nearby(user, point: Point, metres: float, layers: tuple[str, ...] = LAYERS) -> dict[str, list[dict[str, Any]]]:
    """``{layer: [{…, "lon", "lat", "distance_m"}, …]}``: at most ``MOST`` of each, of what the user may see."""
    readers: dict[str, Callable] = {"units": _units, "cameras": _cameras, "places": _places}
    return {layer: readers[layer](user, point, metres) for layer in layers}


def _units(user, point: Point, metres: float) -> list[dict]:
    units = _within(units_visible(user).exclude(state="off"), "last_position__point", point, metres)
    return [
        {
            "call_sign": unit.call_sign,
            "kind": unit.kind,
            "state": unit.state,
            "at": unit.last_position.at,
            **_where(unit.last_position.point, unit),
        }
        for unit in units
    ]


def _cameras(user, point: Point, metres: float) -> list[dict]:
    cameras = Camera.objects.visible_to(user).filter(active=True)
    return [
        {"code": camera.code, "name": camera.name, "heading": camera.heading, **_where(camera.point, camera)}
        for camera in _within(cameras, "point", point, metres)
    ]


def _places(user, point: Point, metres: float) -> list[dict]:
    places = Place.objects.all() if may(user, "unit.see") else Place.objects.none()
    return [
        {"name": place.local_name, "kind": place.kind, **_where(place.point, place)}
        for place in _within(places, "point", point, metres)
    ]


def _within(rows: QuerySet, column: str, point: Point, metres: float) -> QuerySet:
    """A box in degrees first, which an index answers; then the true distance."""
    box = Polygon.from_bbox(_box(point, metres))
    near = rows.filter(**{f"{column}__bboverlaps": box}).annotate(distance=Distance(column, point))
    return near.filter(distance__lte=D(m=metres)).order_by("distance")[:MOST]


def _box(point: Point, metres: float) -> tuple[float, float, float, float]:
    """A box that holds the circle: a degree of latitude is at least 110,500 m, of longitude less and less."""
    high = metres / 110_500
    wide = high / max(0.01, cos(radians(min(89.0, abs(point.y) + high))))
    return point.x - wide, point.y - high, point.x + wide, point.y + high


def _where(point: Point, row) -> dict[str, float]:
    return {"lon": point.x, "lat": point.y, "distance_m": round(row.distance.m, 1)}
