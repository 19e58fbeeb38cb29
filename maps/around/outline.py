"""Outlines in true metres on the ellipsoid: a circle around a point, a band along a line. Pure.

Source: the mid-latitude formula for short lines on WGS-84 (better than 1 in 100,000 at 20 km).
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely

AXIS, FLATNESS = 6_378_137.0, 1 / 298.257223563
E2 = FLATNESS * (2 - FLATNESS)
CORNERS = 256  # of a circle: its sides cut off at most 0.0075 % of the radius
CHUNK_DEG = 0.1  # a line is widened piece by piece, each with the scale of its own latitude

type Lonlat = tuple[float, float]


def metres_per_degree(lat: float) -> Lonlat:
    """(of longitude, of latitude) at this latitude."""
    sine = math.sin(math.radians(min(89.9, abs(lat))))
    bend = 1 - E2 * sine * sine
    east = math.radians(1) * AXIS / math.sqrt(bend) * math.sqrt(1 - sine * sine)
    north = math.radians(1) * AXIS * (1 - E2) / bend**1.5
    return east, north


def circle(centre: Lonlat, metres: float) -> shapely.Polygon:
    """All that is within ``metres``; outside the poles' and the date line's reach."""
    lon, lat = centre
    corners = []
    for step in range(CORNERS):
        turn = 2 * math.pi * step / CORNERS
        north = metres * math.cos(turn)
        up = north / metres_per_degree(lat)[1]
        up = north / metres_per_degree(lat + up / 2)[1]
        corners.append((lon + metres * math.sin(turn) / metres_per_degree(lat + up / 2)[0], lat + up))
    return shapely.Polygon(corners)


def band(line: Sequence[Lonlat], metres: float) -> shapely.Geometry:
    """All that is within ``metres`` of the line, round at its ends."""
    parts = []
    for piece in _pieces(line):
        east, north = metres_per_degree(float(np.mean([lat for _lon, lat in piece])))
        scale = np.array([east, north])
        flat = shapely.LineString(np.array(piece) * scale)
        parts.append(shapely.transform(flat.buffer(metres, quad_segs=16), lambda xy, scale=scale: xy / scale))
    return shapely.union_all(parts)


def length_m(line: Sequence[Lonlat]) -> float:
    """Length of the line in metres."""
    total = 0.0
    for (lon1, lat1), (lon2, lat2) in pairwise(line):
        east, north = metres_per_degree((lat1 + lat2) / 2)
        total += math.hypot((lon2 - lon1) * east, (lat2 - lat1) * north)
    return total


def surface_m2(shape: shapely.Geometry) -> float:
    """Surface in square metres, with the scale of the middle: for limits, not for the land register."""
    east, north = metres_per_degree(shape.centroid.y)
    return float(shape.area * east * north)


def _pieces(line: Sequence[Lonlat]) -> list[list[Lonlat]]:
    """The line cut where it leaves a band of latitude; each piece begins where the last one ended."""
    pieces, piece = [], [line[0]]
    for before, point in pairwise(line):
        for share in _shares(before, point):
            piece.append((before[0] + (point[0] - before[0]) * share, before[1] + (point[1] - before[1]) * share))
            lats = [lat for _lon, lat in piece]
            if max(lats) - min(lats) > CHUNK_DEG:
                pieces.append(piece)
                piece = piece[-1:]
    if len(piece) > 1 or not pieces:
        pieces.append(piece)
    return pieces


def _shares(a: Lonlat, b: Lonlat) -> list[float]:
    steps = max(1, math.ceil(abs(b[1] - a[1]) / CHUNK_DEG))
    return [step / steps for step in range(1, steps + 1)]
