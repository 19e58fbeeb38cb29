"""The base map over HTTP: its description and its tiles, for anybody signed in."""

import gzip

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maps.basemap.cache import cached_tile
from maps.basemap.models import Basemap
from maps.basemap.tiles import MAX_ZOOM, possible

ATTRIBUTION = "© OpenStreetMap contributors"  # the licence (ODbL) asks for these words
FOREVER = "private, max-age=31536000, immutable"


@login_required
@require_safe
def description(request: HttpRequest) -> JsonResponse:
    """What ``map.js`` needs: version (null before the first import), address of the tiles, bounds, deepest zoom."""
    basemap = Basemap.current()
    about: dict[str, object] = {"version": None, "attribution": ATTRIBUTION, "max_zoom": MAX_ZOOM}
    if basemap:
        first = reverse("maps:tile", args=[basemap.version, 0, 0, 0])
        about |= {
            "version": basemap.version,
            "bounds": basemap.bounds,
            "tiles": first.replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt"),
        }
    return JsonResponse(about, headers={"Cache-Control": "private, no-cache"})


@login_required
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """The base map alone, with what was imported: where an administrator looks after an import."""
    return render(request, "maps/preview.html", {"basemap": Basemap.current()})


@login_required
@require_safe
def tile(request: HttpRequest, version: str, z: int, x: int, y: int) -> HttpResponse:
    """One vector tile: 204 when nothing is there, 404 for a tile that cannot exist or before the first import.

    A console opened before an import asks for the old version: it gets today's tiles, but may not keep them.
    """
    basemap = Basemap.current()
    if basemap is None or not possible(z, x, y):
        raise Http404
    etag = f'"{basemap.version}-{z}-{x}-{y}"'
    headers = {"ETag": etag, "Cache-Control": FOREVER if version == basemap.version else "private, no-cache"}
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    data = cached_tile(basemap.version, z, x, y)
    if not data:
        return HttpResponse(status=204, headers=headers)
    headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        data = gzip.decompress(data)
    return HttpResponse(data, content_type="application/vnd.mapbox-vector-tile", headers=headers)
