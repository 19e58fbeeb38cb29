"""Geometry to and from GeoJSON, as pages, files and the API exchange it: WGS-84, lon, lat, six decimals (0.1 m)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon

DECIMALS = 6


def geometry(geom: GEOSGeometry | None) -> dict[str, Any] | None:
    """A geometry object, or None."""
    if geom is None:
        return None
    found = json.loads(geom.geojson)
    return found | {"coordinates": _rounded(found["coordinates"])}


def feature(geom: GEOSGeometry | None, properties: Mapping[str, Any], ident: str | int | None = None) -> dict[str, Any]:
    """A feature with these properties."""
    found: dict[str, Any] = {"type": "Feature", "geometry": geometry(geom), "properties": dict(properties)}
    return found if ident is None else found | {"id": ident}


def collection(features: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A feature collection."""
    return {"type": "FeatureCollection", "features": list(features)}


def read_geometry(text: str) -> GEOSGeometry:
    """A geometry out of GeoJSON (geometry or feature) or WKT. Raises ValueError with words for whoever sent it."""
    try:
        if text.lstrip().startswith("{"):
            found = json.loads(text)
            text = json.dumps(found.get("geometry", found))
        geom = GEOSGeometry(text)
    except (GEOSException, GDALException, ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"Neither GeoJSON nor WKT: {text[:60]}") from error
    geom.srid = 4326
    return geom


def as_multi(geom: GEOSGeometry) -> MultiPolygon:
    """A polygon as the multipolygon our columns hold. Raises ValueError for anything that encloses no surface."""
    if geom.geom_type == "Polygon":
        return MultiPolygon(geom, srid=geom.srid)
    if geom.geom_type != "MultiPolygon":
        raise ValueError(f"A polygon is needed, not a {geom.geom_type}.")
    return geom


def _rounded(part: Any) -> Any:
    return round(part, DECIMALS) if isinstance(part, float | int) else [_rounded(p) for p in part]
