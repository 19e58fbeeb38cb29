"""From the fixes of a vehicle to the streets it drove: what the router is asked, and its answer read. Pure.

Source: valhalla.github.io/valhalla/api/map-matching. The router is asked piece by piece: a track is cut where the
vehicle was silent or leapt, and where it is longer than one question may be.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from maps.routing.polyline import decode
from maps.routing.straight import distance_m

PIECE = 1_000  # fixes a question; the router's own limit is 16,000 and its time grows faster than their number
LONGEST_GAP_S = 120.0
LONGEST_LEAP_M = 1_500.0  # the router searches no farther between two fixes
ACCURACY_M = 10.0
SEARCH_RADIUS_M = 50.0
NO_EDGE = 2**32  # "none" comes as a number larger than any edge's
ATTRIBUTES = ["edge.names", "edge.way_id", "edge.begin_shape_index", "edge.end_shape_index"]
ATTRIBUTES += ["matched.point", "matched.type", "matched.edge_index", "matched.distance_from_trace_point", "shape"]

type Trace = Sequence[tuple[float, float, float]]
"""(lon, lat, seconds since 1970) of each fix, oldest first."""


class Street(NamedTuple):
    """Where one fix belongs: ``name`` '' for a street without one, ``way`` its number in OpenStreetMap, 0 for none.

    ``lon``, ``lat``: the fix moved onto the street; ``metres``: how far it was moved.
    """

    lon: float
    lat: float
    name: str
    way: int
    metres: float


class Driven(NamedTuple):
    """``lines``: [(lon, lat), …] of each stretch driven; ``streets``: one for each fix, None where none was found.

    ``raw``: the router gave no answer for at least one piece, whose line is the fixes' own.
    """

    lines: list[list[tuple[float, float]]]
    streets: list[Street | None]
    raw: bool


def pieces(trace: Trace) -> Iterator[tuple[int, int]]:
    """(first, behind the last) of each piece that can be asked for by itself."""
    first = 0
    for place, (before, after) in enumerate(pairwise(trace), start=1):
        silent = after[2] - before[2] > LONGEST_GAP_S
        if silent or place - first >= PIECE or distance_m(before[:2], after[:2]) > LONGEST_LEAP_M:
            yield first, place
            first = place
    if first < len(trace):
        yield first, len(trace)


def question(piece: Trace, costing: str) -> dict[str, Any]:
    """For ``/trace_attributes``."""
    return {
        "shape": [{"lon": lon, "lat": lat, "time": seconds} for lon, lat, seconds in piece],
        "costing": costing,
        "shape_match": "map_snap",
        "trace_options": {"gps_accuracy": ACCURACY_M, "search_radius": SEARCH_RADIUS_M},
        "filters": {"action": "include", "attributes": ATTRIBUTES},
    }


def read_trace(answer: dict[str, Any]) -> Driven:
    """``answer`` is the JSON object of /trace_attributes."""
    edges = answer.get("edges") or []
    return Driven(
        _lines(edges, decode(answer["shape"])), [_street(one, edges) for one in answer["matched_points"]], False
    )


def _street(point: dict[str, Any], edges: list[dict[str, Any]]) -> Street | None:
    number = point.get("edge_index", NO_EDGE)
    if point.get("type") == "unmatched" or number >= len(edges):
        return None
    edge = edges[number]
    name = (edge.get("names") or [""])[0]
    moved = float(point.get("distance_from_trace_point", 0.0))
    return Street(point["lon"], point["lat"], name, int(edge.get("way_id", 0)), moved)


def _lines(edges: list[dict[str, Any]], shape: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Edges that follow each other are one line; where the router knew no way between two fixes it is broken."""
    runs: list[list[int]] = []
    for edge in edges:
        first, last = edge["begin_shape_index"], edge["end_shape_index"]
        if runs and runs[-1][1] == first:
            runs[-1][1] = last
        else:
            runs.append([first, last])
    return [shape[first : last + 1] for first, last in runs if last > first]
