"""From what was asked to a Shape; whatever cannot be searched is refused with the field, the reason and the remedy."""

from collections.abc import Sequence
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, LineString, Point
from django.utils.translation import gettext as _
from shapely.validation import explain_validity

from maps.around import outline
from maps.around.shape import Shape
from maps.routing.travel import reach

LONGEST_RADIUS_M = 20_000.0
LONGEST_DRIVE_MIN = 30.0
WIDEST_ROUTE_M = 2_000.0
LONGEST_ROUTE_M = 100_000.0
LARGEST_AREA_M2 = 2_000e6
MOST_POINTS = 2_000
FARTHEST_NORTH = 85.0
ROUTE_M, RADIUS_M = 50.0, 500.0


class BadShape(ValueError):
    """``field`` cannot be searched; ``str()`` and ``remedy`` are for whoever sent it."""

    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.field, self.remedy = field, remedy


def around_point(lon: float, lat: float, *, metres: float | None = None, minutes: float | None = None) -> Shape:
    """A circle of ``metres`` (500 when nothing is said), or what drives here within ``minutes``. Raises BadShape."""
    _on_the_map([(lon, lat)], "lon" if not -180 <= lon <= 180 else "lat")
    origin = Point(lon, lat, srid=4326)
    if minutes is not None and metres is not None:
        raise BadShape("minutes", _("Ask by radius or by minutes, not both."), _("Leave one of them out."))
    if minutes is not None:
        _between("minutes", minutes, LONGEST_DRIVE_MIN)
        areas, straight = reach((lon, lat), [minutes], towards=True)
        surfaces = [shapely.make_valid(shapely.geometry.shape(one["geometry"])) for one in areas["features"]]
        found = shapely.union_all([one for one in surfaces if not one.is_empty])
        return Shape("drive", _surface(found, "minutes"), origin, minutes=minutes, straight=straight)
    metres = RADIUS_M if metres is None else metres
    _between("radius", metres, LONGEST_RADIUS_M)
    return Shape("circle", _surface(outline.circle((lon, lat), metres), "radius"), origin, metres=metres)


def along_line(coordinates: Any, metres: float | None = None) -> Shape:
    """All within ``metres`` (50 when nothing is said) of a line. Raises BadShape."""
    points = _points(coordinates, "shape.coordinates", 2)
    metres = ROUTE_M if metres is None else metres
    _between("radius", metres, WIDEST_ROUTE_M)
    if outline.length_m(points) > LONGEST_ROUTE_M:
        raise BadShape("shape.coordinates", _("The route is longer than 100 km."), _("Ask for a part of it."))
    if len(set(points)) < 2:
        raise BadShape("shape.coordinates", _("The route has no length."), _("Draw at least two different points."))
    return Shape("route", _surface(outline.band(points, metres), "shape"), LineString(points, srid=4326), metres=metres)


def within_outline(kind: str, coordinates: Any) -> Shape:
    """What lies in a Polygon or MultiPolygon (GeoJSON coordinates). Raises BadShape."""
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not 1 <= len(polygons) <= 100:
        raise BadShape("shape.coordinates", _("A shape needs rings of points."), _("See GeoJSON, RFC 7946."))
    parts, count = [], 0
    for number, rings in enumerate(polygons):
        where = "shape.coordinates" if kind == "Polygon" else f"shape.coordinates.{number}"
        if not isinstance(rings, list) or not rings:
            raise BadShape(where, _("A shape needs rings of points."), _("See GeoJSON, RFC 7946."))
        read = [_points(ring, f"{where}.{index}", 4) for index, ring in enumerate(rings)]
        count += sum(len(ring) for ring in read)
        for index, ring in enumerate(read):
            if ring[0] != ring[-1]:
                raise BadShape(
                    f"{where}.{index}", _("The ring is not closed."), _("Repeat its first point at its end.")
                )
        parts.append(shapely.Polygon(read[0], read[1:]))
    if count > MOST_POINTS:
        raise BadShape("shape.coordinates", _("The shape has too many points."), _("Send at most 2,000."))
    found: shapely.Geometry = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    if not found.is_valid:
        why = explain_validity(found)
        words = _("The outline crosses or touches itself (%(where)s).") % {"where": why}
        raise BadShape("shape.coordinates", words, _("Draw it so that no two sides cross."))
    if not 0 < outline.surface_m2(found) <= LARGEST_AREA_M2:
        raise BadShape("shape.coordinates", _("The shape encloses nothing or more than 2,000 km²."), _("Draw it anew."))
    middle = found.centroid
    return Shape("area", _surface(found, "shape"), Point(middle.x, middle.y, srid=4326))


def from_geojson(shape: Any, *, metres: float | None = None, minutes: float | None = None) -> Shape:
    """A GeoJSON geometry (Point, LineString, Polygon, MultiPolygon) or feature as a Shape. Raises BadShape."""
    if isinstance(shape, dict) and shape.get("type") == "Feature":
        shape = shape.get("geometry")
    kind = shape.get("type") if isinstance(shape, dict) else None
    coordinates = shape.get("coordinates") if isinstance(shape, dict) else None
    if kind == "Point":
        [(lon, lat)] = _points([coordinates], "shape.coordinates", 1)
        return around_point(lon, lat, metres=metres, minutes=minutes)
    if kind not in ("LineString", "Polygon", "MultiPolygon"):
        words = _("The shape must be a GeoJSON Point, LineString, Polygon or MultiPolygon.")
        raise BadShape("shape.type", words, _('For example {"type": "Point", "coordinates": [7.42, 43.73]}.'))
    if minutes is not None:
        raise BadShape("minutes", _("Minutes of drive are counted from a point."), _("Send a Point, or leave it out."))
    if kind == "LineString":
        return along_line(coordinates, metres)
    if metres is not None:
        raise BadShape("radius", _("An outline has no radius."), _("Leave the radius out."))
    return within_outline(kind, coordinates)


def _points(coordinates: Any, field: str, fewest: int) -> list[tuple[float, float]]:
    if not isinstance(coordinates, list) or not fewest <= len(coordinates) <= MOST_POINTS:
        words = _("Between %(fewest)s and %(most)s points are needed here.") % {"fewest": fewest, "most": MOST_POINTS}
        raise BadShape(field, words, _("Each point is [longitude, latitude]."))
    points = []
    for index, one in enumerate(coordinates):
        good = isinstance(one, list | tuple) and len(one) >= 2 and all(_number(part) for part in one[:2])
        if not good:
            raise BadShape(f"{field}.{index}", _("This is no position."), _("Each point is [longitude, latitude]."))
        points.append((float(one[0]), float(one[1])))
    _on_the_map(points, field)
    return points


def _number(part: Any) -> bool:
    return isinstance(part, int | float) and not isinstance(part, bool)


def _on_the_map(points: Sequence[tuple[float, float]], field: str) -> None:
    for lon, lat in points:
        if not (-180 <= lon <= 180 and -FARTHEST_NORTH <= lat <= FARTHEST_NORTH):
            words = _("Longitude lies between -180 and 180, latitude between -85 and 85.")
            raise BadShape(field, words, _("Were longitude and latitude exchanged?"))


def _between(field: str, value: float, most: float) -> None:
    if not 0 < value <= most:
        words = _("This must be more than 0 and at most %(most)g.") % {"most": most}
        raise BadShape(field, words, _("Choose a smaller search."))


def _surface(found: shapely.Geometry, field: str) -> GEOSGeometry:
    """Surfaces only, as a GEOS geometry of WGS-84."""
    parts = [one for one in shapely.get_parts(found, return_index=False) if one.geom_type.endswith("Polygon")]
    if not parts:
        raise BadShape(field, _("Nothing can be reached from there."), _("Move the point, or ask by radius."))
    whole = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    return GEOSGeometry(memoryview(shapely.to_wkb(whole)), srid=4326)
