"""Nearby over the API: GET around a point, POST for a route or a drawn shape."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from dispatch.nearby.queries import LAYERS, nearby
from maps.around.reading import BadShape, around_point, from_geojson
from maps.basemap.kinds import KINDS
from units.access.problems import Problem
from units.access.scope import may

router = Router(tags=["nearby"])
MOST_ROWS, FARTHEST_ROW, LONGEST_HOURS = 200, 5_000, 30 * 24


class Search(Schema):
    """``shape``: GeoJSON Point, LineString, Polygon, MultiPolygon or a Feature of one; WGS-84.

    ``radius``: metres around a point (500) or to either side of a line (50). ``minutes`` of drive: with a Point only.
    """

    shape: dict[str, Any]
    radius: float | None = None
    minutes: float | None = None
    layers: list[str] = Field(default=list(LAYERS), max_length=len(LAYERS))
    kinds: list[str] = Field(default=[], max_length=len(KINDS))
    hours: float = Field(24, gt=0, le=LONGEST_HOURS)
    incident: str = Field("", max_length=24)
    limit: int = Field(50, ge=0, le=MOST_ROWS)
    offset: int = Field(0, ge=0, le=FARTHEST_ROW)


@router.get("/nearby", summary="What is around a point, nearest first", url_name="nearby")
def around(
    request,
    lon: float = Query(ge=-180, le=180),
    lat: float = Query(ge=-85, le=85),
    radius: float | None = Query(None, description="metres, at most 20,000; 500 when neither is given"),
    minutes: float | None = Query(None, description="of drive to the point, at most 30"),
    layers: str = ",".join(LAYERS),
    kinds: str = Query("", description="kinds of places, separated by commas; empty: all"),
    hours: float = Query(24, gt=0, le=LONGEST_HOURS, description="age of incidents that are closed"),
    incident: str = Query("", max_length=24, description="code of an incident to leave out"),
    limit: int = Query(50, ge=0, le=MOST_ROWS),
    offset: int = Query(0, ge=0, le=FARTHEST_ROW),
):
    """``{layer: [{…, "lon", "lat", "distance_m"}], "counts", "more", "shape", "at", "notice"}`` of what you may see."""
    _must_see(request)
    chosen, of_kind = _layers(_words(layers)), _kinds(_words(kinds))
    shape = _shape(lambda: around_point(lon, lat, metres=radius, minutes=minutes))
    asked = {"hours": hours, "incident": incident, "limit": limit, "offset": offset}
    return nearby(request.user, shape, chosen, kinds=of_kind, **asked)


@router.post("/nearby", summary="What is around a point, along a route or inside a shape", url_name="nearby_shape")
def inside(request, payload: Search):
    """The same answer for any shape. Nothing is written: it is a POST because shapes are long."""
    _must_see(request)
    chosen, of_kind = _layers(payload.layers), _kinds(payload.kinds)
    shape = _shape(lambda: from_geojson(payload.shape, metres=payload.radius, minutes=payload.minutes))
    asked = {name: getattr(payload, name) for name in ("hours", "incident", "limit", "offset")}
    return nearby(request.user, shape, chosen, kinds=of_kind, **asked)


def _must_see(request) -> None:
    if not may(request.user, "unit.see"):
        raise PermissionDenied("unit.see")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _layers(wanted: list[str]) -> tuple[str, ...]:
    unknown = sorted(set(wanted) - set(LAYERS))
    if unknown or not wanted:
        words = _("Unknown layers: %(layers)s.") % {"layers": ", ".join(unknown) or "–"}
        raise _invalid("layers", words, _("Known are: %(known)s.") % {"known": ", ".join(LAYERS)})
    return tuple(dict.fromkeys(wanted))


def _kinds(wanted: list[str]) -> tuple[str, ...]:
    unknown = sorted(set(wanted) - set(KINDS))
    if unknown:
        words = _("Unknown kinds of places: %(kinds)s.") % {"kinds": ", ".join(unknown)}
        raise _invalid("kinds", words, _("Known are: %(known)s.") % {"known": ", ".join(KINDS)})
    return tuple(dict.fromkeys(wanted))


def _shape(read):
    try:
        return read()
    except BadShape as error:
        raise _invalid(error.field, str(error), error.remedy) from error


def _invalid(field: str, message: str, remedy: str) -> Problem:
    return Problem(422, message, code="invalid", errors=[{"field": field, "message": message, "remedy": remedy}])
