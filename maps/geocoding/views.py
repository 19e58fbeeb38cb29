"""Address search and its reverse as JSON, for the intake form, the map and the command palette."""

import math
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.gis.geos import Point
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from maps.geocoding.match import Match
from maps.geocoding.reverse import reverse
from maps.geocoding.search import search

MOST = 20


@login_required
@require_GET
def geocode_json(request: HttpRequest) -> JsonResponse:
    """``?q=words[&lon&lat][&limit=8]`` → ``{"matches": […]}``; lon and lat are where to look first."""
    try:
        near = _point(request) if "lon" in request.GET and "lat" in request.GET else None
        limit = min(MOST, max(1, int(request.GET.get("limit", "8"))))
    except ValueError:
        return _unreadable()
    found = search(request.GET.get("q", ""), near=near, limit=limit, language=get_language() or "zh-hans")
    return JsonResponse({"matches": [row(match) for match in found]})


@login_required
@require_GET
def reverse_json(request: HttpRequest) -> JsonResponse:
    """``?lon&lat`` → ``{"match": {…} or null}``."""
    try:
        point = _point(request)
    except ValueError:
        return _unreadable()
    match = reverse(point)
    return JsonResponse({"match": row(match) if match else None})


def row(match: Match) -> dict[str, Any]:
    """One match as JSON; metres, WGS-84 degrees."""
    return {
        "label": match.label,
        "detail": match.detail,
        "kind": str(match.kind),
        "lon": round(match.point.x, 7),
        "lat": round(match.point.y, 7),
        "uncertainty_m": match.uncertainty_m,
        "score": match.score,
        "street": match.street,
        "number": match.number,
        "ref": match.ref,
        "verified": match.verified,
    }


def _point(request: HttpRequest) -> Point:
    lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("not on Earth")
    return Point(lon, lat, srid=4326)


def _unreadable() -> JsonResponse:
    return JsonResponse({"detail": _("Longitude lies between -180 and 180, latitude between -90 and 90.")}, status=400)
