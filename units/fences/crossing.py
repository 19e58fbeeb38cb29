"""Who crossed which fence. Pure: fences, what is known of each unit at each fence, and fixes in; crossings out.

A fix speaks for being *in* when it lies inside the fence (and the unit is slower than the fence asks), for being *out*
when it lies further outside than the fence's margin and its own accuracy, and for neither in the band between. One that
is rougher than the fence is wide (``plane.half_width_m``) says nothing at all: ±80 m cannot prove a ring of 50 m.

A unit has entered, or left, after so many fixes in a row that say so; the first of them is the time. So a unit that
stands on the edge, or one that GPS throws about, does not flutter. It has stayed (dwell) when a fix proves it, once a
visit. The fixes of a unit must come in the order of their own time, and only believed ones (``Verdict.TRUE``).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from units.fences import plane
from units.positions.fix import Fix

ENTER, LEAVE, DWELL = "enter", "leave", "dwell"


class Watched(NamedTuple):
    """A fence as the engine needs it. ``shape`` in degrees; ``begins``, ``ends`` seconds since 1970 or None.

    ``units``: ids of the units it is for. ``in_a_row``: fixes that must agree. ``slower_than`` m/s or None.
    """

    id: int
    shape: BaseGeometry
    units: frozenset[int]
    margin_m: float = 20.0
    in_a_row: int = 2
    slower_than: float | None = None
    dwell_s: float | None = None
    begins: float | None = None
    ends: float | None = None


class State(NamedTuple):
    """One unit at one fence. ``since``: inside since then, None: outside.

    ``row`` fixes in a row say the contrary of that, the first of them at ``row_at``, ``row_lon``, ``row_lat``.
    """

    since: float | None = None
    dwelled: bool = False
    row: int = 0
    row_at: float = 0.0
    row_lon: float = 0.0
    row_lat: float = 0.0


class Crossing(NamedTuple):
    """``at``: by the clock of the fix that was the first to say so; ``received_at``: when it was certain."""

    unit_id: int
    fence_id: int
    kind: str
    at: float
    received_at: float
    lon: float
    lat: float


OUTSIDE = State()
States = Mapping[int, Mapping[int, State]]  # unit → fence → state; what is missing is outside
Changes = dict[tuple[int, int], State | None]  # (unit, fence) → new state, None: nothing to remember any more


class Field:
    """All fences on one plane, ready to be asked."""

    def __init__(self, fences: Iterable[Watched]) -> None:
        self.fences = sorted(fences, key=lambda fence: fence.id)
        self.place = {fence.id: place for place, fence in enumerate(self.fences)}
        self.shapes = np.array([plane.shape_onto(fence.shape) for fence in self.fences], dtype=object)
        shapely.prepare(self.shapes)  # GEOS indexes their edges: asking costs the logarithm of their corners
        self.tree = shapely.STRtree(self.shapes)
        self.margins = np.array([fence.margin_m for fence in self.fences], dtype=float)
        self.widths = [plane.half_width_m(fence.shape) for fence in self.fences]

    def cross(self, states: States, fixes: Sequence[Fix]) -> tuple[list[Crossing], Changes]:
        """Crossings in the order of the fixes that made them certain, and the states that changed.

        However a series of fixes is cut into batches, the crossings are the same.
        """
        if not len(fixes) or not self.fences:
            return [], {}
        fixes = list(fixes)  # they may be columns of numbers so far
        inside = self._inside(fixes)
        pairs = self._pairs(states, fixes, inside)
        far = self._far(fixes, [pair for pair in pairs if pair not in inside])
        crossings: list[Crossing] = []
        changes: Changes = {}
        for number, place in pairs:
            fix, fence = fixes[number], self.fences[place]
            key = (fix.unit_id, fence.id)
            before = changes[key] if key in changes else states.get(fix.unit_id, {}).get(fence.id)
            if self._silent(fix, place):
                continue
            pair = (number, place)
            after, found = _step(fence, fix, before or OUTSIDE, is_in=pair in inside, is_out=pair in far)
            if after != (before or OUTSIDE):
                changes[key] = None if after == OUTSIDE else after
            crossings += found
        return crossings, changes

    def _inside(self, fixes: Sequence[Fix]) -> set[tuple[int, int]]:
        """Pairs (fix, place of fence) where the fix lies in the fence, its unit is meant and the time is right."""
        x, y = plane.onto([fix.lon for fix in fixes], [fix.lat for fix in fixes])
        numbers, places = self.tree.query(shapely.points(x, y))
        within = shapely.intersects_xy(self.shapes[places], x[numbers], y[numbers])
        found = zip(numbers[within].tolist(), places[within].tolist(), strict=True)
        return {(number, place) for number, place in found if _concerns(self.fences[place], fixes[number])}

    def _pairs(self, states: States, fixes: Sequence[Fix], inside: set[tuple[int, int]]) -> list[tuple[int, int]]:
        """Every fix beside every fence that its unit is in, on its way in or out of, or comes into in this batch."""
        touched: dict[int, set[int]] = {}
        for number, place in inside:
            touched.setdefault(fixes[number].unit_id, set()).add(place)
        for unit_id in {fix.unit_id for fix in fixes} & states.keys():
            known = {self.place[fence_id] for fence_id in states[unit_id] if fence_id in self.place}
            touched[unit_id] = touched.get(unit_id, set()) | known
        return [
            (number, place)
            for number, fix in enumerate(fixes)
            for place in sorted(touched.get(fix.unit_id, ()))
            if _concerns(self.fences[place], fix)
        ]

    def _far(self, fixes: Sequence[Fix], pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
        """Of pairs that are not inside: those certainly outside."""
        if not pairs:
            return set()
        seen, places = [fixes[number] for number, _place in pairs], np.array([place for _number, place in pairs])
        lat = np.array([fix.lat for fix in seen])
        points = shapely.points(*plane.onto([fix.lon for fix in seen], lat))
        rough = np.array([fix.accuracy or 0.0 for fix in seen])
        near = shapely.dwithin(self.shapes[places], points, (self.margins[places] + rough) * plane.magnified(lat))
        return {pair for pair, is_near in zip(pairs, near.tolist(), strict=True) if not is_near}

    def _silent(self, fix: Fix, place: int) -> bool:
        return fix.accuracy is not None and fix.accuracy > self.widths[place]


def _concerns(fence: Watched, fix: Fix) -> bool:
    in_time = (fence.begins is None or fix.at >= fence.begins) and (fence.ends is None or fix.at < fence.ends)
    return in_time and fix.unit_id in fence.units


def _step(fence: Watched, fix: Fix, state: State, *, is_in: bool, is_out: bool) -> tuple[State, list[Crossing]]:
    """The next state of one unit at one fence, and what happened."""
    if state.since is None:
        fast = fence.slower_than is not None and (fix.speed or 0.0) > fence.slower_than
        if not is_in or fast:
            return OUTSIDE, []
        state = _one_more(state, fix)
        if state.row < fence.in_a_row:
            return state, []
        entered = Crossing(fix.unit_id, fence.id, ENTER, state.row_at, fix.received_at, state.row_lon, state.row_lat)
        stayed, found = _dwell(fence, fix, State(since=state.row_at))
        return stayed, [entered, *found]
    if not is_out:
        return _dwell(fence, fix, State(state.since, state.dwelled))
    state = _one_more(state, fix)
    if state.row < fence.in_a_row:
        return state, []
    left = Crossing(fix.unit_id, fence.id, LEAVE, state.row_at, fix.received_at, state.row_lon, state.row_lat)
    return OUTSIDE, [left]


def _one_more(state: State, fix: Fix) -> State:
    if state.row:
        return state._replace(row=state.row + 1)
    return state._replace(row=1, row_at=fix.at, row_lon=fix.lon, row_lat=fix.lat)


def _dwell(fence: Watched, fix: Fix, state: State) -> tuple[State, list[Crossing]]:
    """Inside: long enough? The moment is when the time was full; the fix proves it."""
    if fence.dwell_s is None or state.dwelled or fix.at - state.since < fence.dwell_s:
        return state, []
    full = state.since + fence.dwell_s
    stayed = Crossing(fix.unit_id, fence.id, DWELL, full, fix.received_at, fix.lon, fix.lat)
    return state._replace(dwelled=True), [stayed]
