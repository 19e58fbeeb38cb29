"""Metres on the round earth, for shapes: a plane on which distances can be asked of many points at once. Pure.

The plane is Mercator's. It keeps angles, so near any point it is a true map, only magnified by 1 / cos(latitude): one
plane serves a whole country, circles stay circles, and a distance of ``d`` metres there is ``d / cos(latitude)``
long on it. For the margins and radii of fences (up to some ten kilometres) the error is far below that of GPS. A local
metric projection would need an origin per fence, and an index of all fences needs one plane.
"""

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

EARTH_RADIUS_M = 6_371_008.8
FARTHEST_LAT = 85.0
QUARTER = 32  # corners of a quarter of a circle: 3 mm short in a radius of 10 m, 30 cm in one of 1 km


def onto(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray, NDArray]:
    """Degrees WGS-84 → x, y of the plane. Latitudes beyond 85° are taken as 85°."""
    phi = np.radians(np.clip(np.asarray(lat, dtype=float), -FARTHEST_LAT, FARTHEST_LAT))
    return EARTH_RADIUS_M * np.radians(np.asarray(lon, dtype=float)), EARTH_RADIUS_M * np.arcsinh(np.tan(phi))


def back(x: ArrayLike, y: ArrayLike) -> tuple[NDArray, NDArray]:
    """x, y of the plane → degrees."""
    lon = np.degrees(np.asarray(x, dtype=float) / EARTH_RADIUS_M)
    return lon, np.degrees(np.arctan(np.sinh(np.asarray(y, dtype=float) / EARTH_RADIUS_M)))


def magnified(lat: ArrayLike) -> NDArray:
    """How much longer than on the earth a short line is on the plane."""
    return 1 / np.cos(np.radians(np.clip(np.asarray(lat, dtype=float), -FARTHEST_LAT, FARTHEST_LAT)))


def of(shape: GEOSGeometry) -> BaseGeometry:
    """A shape of the database, for shapely."""
    return shapely.from_wkb(bytes(shape.wkb))


def shape_onto(shape: BaseGeometry) -> BaseGeometry:
    """A shape in degrees, on the plane."""
    return shapely.transform(shape, lambda points: np.column_stack(onto(points[:, 0], points[:, 1])))


def circle(lon: float, lat: float, radius_m: float, inner_m: float = 0) -> BaseGeometry:
    """A disc, or with ``inner_m`` a ring, as a polygon in degrees."""
    x, y = onto(lon, lat)
    middle, scale = shapely.Point(x, y), float(magnified(lat))
    shape = middle.buffer(radius_m * scale, quad_segs=QUARTER)
    if inner_m:
        shape = shape.difference(middle.buffer(inner_m * scale, quad_segs=QUARTER))
    return shapely.transform(shape, lambda points: np.column_stack(back(points[:, 0], points[:, 1])))


def surface_m2(shape: BaseGeometry) -> float:
    """Square metres of a shape in degrees, small enough to have one latitude."""
    return shape_onto(shape).area / float(magnified(shape.centroid.y)) ** 2


def half_width_m(shape: BaseGeometry) -> float:
    """How far inside one can be, roughly: twice surface by outline. A disc's radius, a strip's width."""
    flat = shape_onto(shape)
    return 2 * flat.area / flat.length / float(magnified(shape.centroid.y)) if flat.length else 0.0
