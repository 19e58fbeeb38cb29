"""The sea out of coastlines: OSM draws the coast with land on the left and water on the right. Pure."""

from collections.abc import Sequence
from itertools import pairwise

import shapely
from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import linemerge, polygonize, unary_union

Bounds = tuple[float, float, float, float]
MARGIN = 6.0  # the sea goes on for this many widths of the extract beyond it, so that nobody sees its edge


def seas(coast: Sequence[LineString], bounds: Bounds) -> list[Polygon]:
    """Water polygons (lon, lat) for coastlines in their OSM direction, within ``bounds`` and a wide margin around.

    An extract cuts coasts off; loose ends are led straight away from its middle, where nothing is known anyway.
    Pieces where the sides contradict each other (a hole in the data) are left out rather than flooded.
    """
    frame = _frame(bounds)
    lines = [line for line in coast if line.length > 0]
    if not lines:
        return []
    merged = linemerge(lines) if len(lines) > 1 else lines[0]
    chains = list(getattr(merged, "geoms", [merged]))
    middle = Point((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    rays = [ray for chain in chains if not chain.is_ring for ray in _loose_ends(chain, middle, frame)]
    # Faces are cut by the coast, its rays and the frame.
    cuts = unary_union([*[line.intersection(frame) for line in chains], *rays, frame.exterior])
    faces = list(polygonize(cuts))
    return [face for face, share in zip(faces, _wet_shares(faces, lines), strict=True) if share > 0.5]


def _frame(bounds: Bounds) -> Polygon:
    west, south, east, north = bounds
    wide, high = (east - west) * MARGIN, (north - south) * MARGIN
    return box(west - wide, max(south - high, -85), east + wide, min(north + high, 85))


def _loose_ends(chain: LineString, middle: Point, frame: Polygon) -> list[LineString]:
    reach = frame.length
    rays = []
    for x, y in (chain.coords[0], chain.coords[-1]):
        end = Point(x, y)
        if not frame.contains(end):
            continue
        away = end.distance(middle) or 1e-9
        far = Point(x + (x - middle.x) / away * reach, y + (y - middle.y) / away * reach)
        rays.append(LineString([end, far]).intersection(frame))
    return rays


def _wet_shares(faces: list[Polygon], coast: Sequence[LineString]) -> list[float]:
    """Per face: how much of the coast touching it (by length) says that this side is water, 0 … 1."""
    if not faces:
        return []
    wet, dry = [0.0] * len(faces), [0.0] * len(faces)
    tree = STRtree(faces)
    for line in coast:
        xy = shapely.get_coordinates(line)
        for (x1, y1), (x2, y2) in pairwise(xy):
            length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
            if length == 0:
                continue
            # A hair's breadth to the right of the segment's middle: (dy, -dx).
            step = min(length, 1e-4) * 1e-3 / length
            x, y, dx, dy = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
            for side, votes in ((1, wet), (-1, dry)):
                for index in tree.query(Point(x + side * dy * step, y - side * dx * step), predicate="intersects"):
                    votes[index] += length
    return [w / (w + d) if w + d else 0.0 for w, d in zip(wet, dry, strict=True)]
