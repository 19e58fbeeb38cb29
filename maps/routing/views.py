"""Routes and reach as GeoJSON for the map and the field terminal."""

import math

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from maps.routing.answers import Route
from maps.routing.config import CONTOURS
from maps.routing.travel import reach, way

LONGEST_REACH_MIN = 60


class Unreadable(ValueError):
    """A query parameter that cannot be understood; its text is for the user."""


@login_required
@require_GET
def route_json(request: HttpRequest) -> JsonResponse:
    """``?from=lon,lat&to=lon,lat[&vehicle=car]`` → a GeoJSON Feature; ``properties`` hold time, length, manoeuvres."""
    try:
        start, end = pair(request.GET.get("from", "")), pair(request.GET.get("to", ""))
    except Unreadable as error:
        return JsonResponse({"detail": str(error)}, status=400)
    found = way(start, end, get_language() or "zh-hans", vehicle=request.GET.get("vehicle", "car"))
    return JsonResponse(feature(found))


@login_required
@require_GET
def reach_json(request: HttpRequest) -> JsonResponse:
    """``?lon&lat&minutes=1,3,5[&towards=1]`` → a GeoJSON FeatureCollection with ``straight``."""
    try:
        point = pair(f"{request.GET.get('lon', '')},{request.GET.get('lat', '')}")
        minutes = limits(request.GET.get("minutes", "1,3,5"))
    except Unreadable as error:
        return JsonResponse({"detail": str(error)}, status=400)
    areas, straight = reach(point, minutes, towards=request.GET.get("towards") == "1")
    return JsonResponse({**areas, "straight": straight})


def feature(route: Route) -> dict[str, object]:
    """A Route as GeoJSON."""
    properties = {
        "seconds": round(route.seconds, 1),
        "metres": round(route.metres, 1),
        "straight": route.straight,
        "manoeuvres": [one._asdict() for one in route.manoeuvres],
    }
    line = {"type": "LineString", "coordinates": route.shape}
    return {"type": "Feature", "geometry": line, "properties": properties}


def pair(text: str) -> tuple[float, float]:
    """``"lon,lat"`` in degrees; raises Unreadable."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise Unreadable(_("A position is written as longitude, comma, latitude.")) from None
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise Unreadable(_("Longitude lies between -180 and 180, latitude between -90 and 90."))
    return lon, lat


def limits(text: str) -> list[float]:
    """``"1,3,5"`` in minutes; raises Unreadable."""
    try:
        minutes = [float(part) for part in text.split(",") if part.strip()]
    except ValueError:
        minutes = []
    if not 1 <= len(minutes) <= CONTOURS or not all(0 < limit <= LONGEST_REACH_MIN for limit in minutes):
        raise Unreadable(_("Minutes are up to ten numbers between 0 and 60, separated by commas."))
    return minutes
