"""What a scan found. Pure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from incidents.hotspots.cylinders import Best, Cylinders
from incidents.hotspots.montecarlo import Replications

VERSION = "scan 1"


@dataclass(frozen=True)
class Cluster:
    """One cylinder with more cases than chance explains well.

    ``places``: indexes, centre first, then by distance; ``radius``: metres; days inclusive, from 0; ``low`` … ``high``:
    95 % interval of the count if nothing were going on, ``expected`` its mean; ``statistic``: ln likelihood ratio;
    ``p``: probability of as strong a cluster anywhere by chance; ``recurrence_days``: how often chance alone does as
    well when it is run every day (prospective only); ``members``: indexes of its cases (permutation model only).
    """

    places: tuple[int, ...]
    centre: int
    radius: float
    first_day: int
    last_day: int
    cases: int
    expected: float
    low: int
    high: int
    statistic: float
    p: float
    recurrence_days: float | None
    members: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scan:
    """``clusters``: strongest first, no place in two. ``replications`` done of those ``asked``; ``maxima``: of each the
    greatest statistic; ``cylinders``: how many were compared."""

    clusters: tuple[Cluster, ...]
    replications: int
    asked: int
    maxima: tuple[float, ...]
    seed: int
    cylinders: int
    version: str = VERSION


def apart(cylinders: Cylinders, best: Best, most: int) -> list[int]:
    """Centres of the strongest cylinders, strongest first, each without a place of a stronger one."""
    taken: set[int] = set()
    chosen: list[int] = []
    for centre in np.lexsort((np.arange(len(best.value)), best.size, -np.round(best.value, 9))):
        if len(chosen) == most or best.value[centre] <= 0:
            break
        members = set(cylinders.circles.order[centre][: best.size[centre]].tolist())
        if not members & taken:
            taken |= members
            chosen.append(int(centre))
    return chosen


def described(
    cylinders: Cylinders,
    best: Best,
    centre: int,
    daily: NDArray[Any],
    expected: NDArray[np.float64],
    chance: Replications,
    *,
    first_day: int,
    prospective: bool,
) -> Cluster:
    """``daily``: cases (places, days from ``first_day`` on); ``expected``: (places, windows)."""
    size, window = int(best.size[centre]), int(best.window[centre])
    places = cylinders.circles.order[centre][:size]
    start, end = int(cylinders.windows.start[window]), int(cylinders.windows.end[window])
    mean = float(expected[places, window].sum())
    low, high = stats.binom.ppf([0.025, 0.975], cylinders.total, min(1.0, mean / cylinders.total))
    value = float(best.value[centre])
    p = chance.p(value)
    return Cluster(
        places=tuple(places.tolist()),
        centre=centre,
        radius=float(cylinders.circles.reach[centre][size - 1]),
        first_day=first_day + start,
        last_day=first_day + end - 1,
        cases=int(daily[places, start:end].sum()),
        expected=mean,
        low=int(low),
        high=int(high),
        statistic=value,
        p=p,
        recurrence_days=1 / p if prospective and p > 0 else None,
    )
