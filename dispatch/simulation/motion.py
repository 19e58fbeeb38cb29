"""Moving along a road. Pure: a way, a speed, seconds in; a place and a heading out."""

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

EARTH_M = 6_371_000.0
Lonlat = tuple[float, float]


def metres_between(a: Lonlat, b: Lonlat) -> float:
    """Distance over a flat earth around ``a``: good to 0.1 % within a county."""
    east = math.radians(b[0] - a[0]) * math.cos(math.radians(a[1]))
    return EARTH_M * math.hypot(east, math.radians(b[1] - a[1]))


def heading_from(a: Lonlat, b: Lonlat) -> float:
    """Degrees clockwise from north."""
    east = (b[0] - a[0]) * math.cos(math.radians(a[1]))
    return math.degrees(math.atan2(east, b[1] - a[1])) % 360


def shifted(point: Lonlat, east_m: float, north_m: float) -> Lonlat:
    lat = point[1] + math.degrees(north_m / EARTH_M)
    return point[0] + math.degrees(east_m / EARTH_M / math.cos(math.radians(point[1]))), lat


@dataclass
class Way:
    """A line of road and how far along it somebody is, in metres."""

    shape: list[Lonlat]
    done_m: float = 0.0
    _ends: list[float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._ends = list(accumulate(metres_between(a, b) for a, b in pairwise(self.shape)))

    @property
    def length_m(self) -> float:
        return self._ends[-1] if self._ends else 0.0

    @property
    def finished(self) -> bool:
        return self.done_m >= self.length_m

    def advance(self, metres: float) -> None:
        self.done_m = min(self.done_m + metres, self.length_m)

    def here(self) -> tuple[Lonlat, float]:
        """Place and heading now."""
        if not self._ends:
            return self.shape[0], 0.0
        leg = min(bisect_right(self._ends, self.done_m), len(self._ends) - 1)
        a, b = self.shape[leg], self.shape[leg + 1]
        begun = self._ends[leg - 1] if leg else 0.0
        span = self._ends[leg] - begun
        share = (self.done_m - begun) / span if span else 1.0
        return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share), heading_from(a, b)
