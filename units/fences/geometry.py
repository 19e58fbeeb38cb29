"""What a fence encloses, from how it was described; refuses what cannot be a fence. Pure."""

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Point
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from units.fences import plane

SMALLEST_M, LARGEST_M = 5.0, 100_000.0
MOST_CORNERS = 20_000
SMALLEST_M2 = 25.0


class BadShape(ValueError):
    """``field``: which one is wrong; ``message``: why, and what to do."""

    def __init__(self, field: str, message: str | Promise) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def outline(
    kind: str,
    *,
    area: MultiPolygon | None = None,
    centre: Point | None = None,
    radius_m: float | None = None,
    inner_m: float | None = None,
    shape: GEOSGeometry | None = None,
) -> MultiPolygon:
    """The multipolygon (WGS-84) of a fence. Raises `BadShape`."""
    if kind == "area":
        if area is None:
            raise BadShape("area", _("Choose the area."))
        return area
    if kind in ("post", "ring"):
        return _round(centre, radius_m, inner_m if kind == "ring" else None)
    if kind == "shape":
        return _drawn(shape)
    raise BadShape("kind", _("Choose area, post, ring or shape."))


def _round(centre: Point | None, radius_m: float | None, inner_m: float | None) -> MultiPolygon:
    if centre is None:
        raise BadShape("centre", _("Set the centre on the map."))
    _on_earth("centre", centre.extent)
    if radius_m is None or not SMALLEST_M <= radius_m <= LARGEST_M:
        words = _("The radius must be between %(least)d and %(most)d metres.")
        raise BadShape("radius_m", words % {"least": SMALLEST_M, "most": LARGEST_M})
    if inner_m is not None and not 0 <= inner_m <= radius_m - SMALLEST_M:
        words = _("The inner radius must be at least %(least)d metres smaller than the radius.")
        raise BadShape("inner_m", words % {"least": SMALLEST_M})
    found = GEOSGeometry(memoryview(plane.circle(centre.x, centre.y, radius_m, inner_m or 0).wkb), srid=4326)
    return MultiPolygon(found, srid=4326)


def _drawn(shape: GEOSGeometry | None) -> MultiPolygon:
    if shape is None or shape.empty:
        raise BadShape("shape", _("Draw the shape on the map."))
    if shape.geom_type == "Polygon":
        shape = MultiPolygon(shape, srid=4326)
    if shape.geom_type != "MultiPolygon":
        words = _("A fence must enclose a surface: a polygon is needed, not a %(type)s.")
        raise BadShape("shape", words % {"type": shape.geom_type})
    _on_earth("shape", shape.extent)
    if shape.num_coords > MOST_CORNERS:
        words = _("The shape has %(corners)d corners; at most %(most)d are possible. Simplify it.")
        raise BadShape("shape", words % {"corners": shape.num_coords, "most": MOST_CORNERS})
    try:
        fault = "" if shape.valid else shape.valid_reason
    except GEOSException as error:
        fault = str(error)
    if fault:
        words = _("The outline crosses or touches itself (%(fault)s): draw it again without crossing lines.")
        raise BadShape("shape", words % {"fault": fault})
    if plane.surface_m2(plane.of(shape)) < SMALLEST_M2:
        words = _("The shape encloses less than %(least)d square metres: draw it larger.")
        raise BadShape("shape", words % {"least": SMALLEST_M2})
    return shape


def _on_earth(field: str, extent: tuple[float, float, float, float]) -> None:
    west, south, east, north = extent
    if not (-180 <= west <= east <= 180 and -plane.FARTHEST_LAT <= south <= north <= plane.FARTHEST_LAT):
        raise BadShape(field, _("Positions must be WGS-84 degrees: longitude −180 to 180, latitude −85 to 85."))
    if east - west > 180:
        raise BadShape(field, _("A fence cannot lie across the 180th meridian: draw one on each side."))
