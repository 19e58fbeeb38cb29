"""All cylinders of a scan: the strongest round each place, and the maximum of each replication. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from incidents.hotspots.statistic import ROUNDING, Bar, Floats, Statistic, bar
from incidents.hotspots.windows import Windows
from incidents.hotspots.zones import Circles

AT_ONCE = 64  # windows held in memory together
WEAK = 1.5  # clusters below this statistic are worth no search unless there are no others


@dataclass(frozen=True)
class Cylinders:
    """Circles × windows under one model. ``base``: (places, windows), see `Statistic`; ``total``: cases in all."""

    circles: Circles
    windows: Windows
    base: Floats
    statistic: Statistic
    total: int
    min_cases: int

    def __len__(self) -> int:
        return self.circles.zones * len(self.windows)

    def bar(self, height: float) -> Bar:
        top = float(self.base.sum(axis=0).max())
        return bar(self.statistic, height, total=self.total, top=top, min_cases=self.min_cases)

    def parts(self) -> Iterator[slice]:
        for first in range(0, len(self.windows), AT_ONCE):
            yield slice(first, min(first + AT_ONCE, len(self.windows)))


@dataclass(frozen=True)
class Best:
    """The strongest cylinder round each place: its statistic, its number of places, the index of its window."""

    value: Floats
    size: NDArray[np.intp]
    window: NDArray[np.intp]


def best_of_each(cylinders: Cylinders, daily: NDArray[Any]) -> Best:
    """``daily``: cases (places, days). Of equally strong ones the smallest zone, then the shortest, earliest window."""
    found = _best_above(cylinders, daily, WEAK)
    return found if found.value.any() else _best_above(cylinders, daily, ROUNDING)


def _best_above(cylinders: Cylinders, daily: NDArray[Any], height: float) -> Best:
    places = len(cylinders.base)
    value, size, window = np.zeros(places), np.zeros(places, np.intp), np.zeros(places, np.intp)
    enough = cylinders.bar(height)
    for part in cylinders.parts():
        counts = cylinders.windows.part(part.start, part.stop).sums(daily)
        for centre, order in enumerate(cylinders.circles.order):
            cases = np.cumsum(counts[order], axis=0)
            base = np.cumsum(cylinders.base[order, part], axis=0)
            zone, slot = np.nonzero(cases >= enough.counts(base))
            if not len(zone):
                continue
            with np.errstate(divide="ignore", invalid="ignore"):
                values = cylinders.statistic.ratio(cases[zone, slot].astype(float), base[zone, slot])
            first = int(np.argmax(np.round(values / ROUNDING)))
            better = values[first] - value[centre]
            if better > ROUNDING or (better > -ROUNDING and zone[first] + 1 < size[centre]):
                value[centre], size[centre], window[centre] = values[first], zone[first] + 1, part.start + slot[first]
    return Best(value, size, window)


def maxima(cylinders: Cylinders, daily: NDArray[Any], height: float) -> Floats:
    """The greatest statistic of each replication; 0 for those that stay below ``height``.

    ``daily``: cases (places, days, replications).
    """
    best = np.zeros(daily.shape[2])
    enough = cylinders.bar(height)
    for part in cylinders.parts():
        counts = cylinders.windows.part(part.start, part.stop).sums(daily)
        for order in cylinders.circles.order:
            base = np.cumsum(cylinders.base[order, part], axis=0)
            _raise(best, cylinders.statistic, base, *_passing(counts, order, enough.counts(base)))
    return best


def _passing(
    counts: NDArray[Any], order: NDArray[np.intp], least: NDArray[np.int32]
) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """The cylinders round one place that hold at least ``least`` (zones, windows): their flat indexes in (zones,
    windows, replications), and their cases. The innermost loop: three passes over what fits in a cache."""
    bars = np.minimum(least, np.iinfo(counts.dtype).max).astype(counts.dtype)[:, :, None]
    cases = np.zeros(counts.shape[1:], counts.dtype)
    reached = np.empty(cases.shape, bool)
    flat_cases, flat_reached = cases.ravel(), reached.ravel()
    where, held = [], []
    for zone, place in enumerate(order):
        np.add(cases, counts[place], out=cases)
        np.greater_equal(cases, bars[zone], out=reached)
        if np.count_nonzero(reached):
            passed = np.flatnonzero(flat_reached)
            where.append(passed + zone * cases.size)
            held.append(flat_cases[passed])
    if not where:
        return np.zeros(0, np.intp), np.zeros(0, counts.dtype)
    return np.concatenate(where), np.concatenate(held)


def _raise(best: Floats, statistic: Statistic, base: Floats, where: NDArray[np.intp], held: NDArray[Any]) -> None:
    """Raise the ``best`` of each replication by the cylinders that passed the bar."""
    slot, replication = np.divmod(where, len(best))
    with np.errstate(divide="ignore", invalid="ignore"):
        values = statistic.ratio(held.astype(float), base.ravel()[slot])
    np.maximum.at(best, replication, values)
