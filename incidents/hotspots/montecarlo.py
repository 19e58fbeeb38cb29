"""How often chance alone does as well: replications, in blocks, reproducible. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from incidents.hotspots.cylinders import AT_ONCE, Cylinders, maxima
from incidents.hotspots.draws import Daily, Draw, narrow
from incidents.hotspots.statistic import ROUNDING, Floats

MEMORY = 96 * 2**20  # bytes for the counts of one block
CACHE = 16_384  # windows × replications worked on together; two bytes each, they stay near the processor
PILOT = 24
OFTEN_REACHED = 0.7  # times the strongest: where the data are ordinary, most replications hold a cylinder of that

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Replications:
    """``maxima``: the greatest statistic of each replication, in the order drawn; ``stopped`` before all were drawn."""

    maxima: Floats
    stopped: bool

    def p(self, value: float) -> float:
        """Share of replications at least as strong; the data count as one of them unless it was stopped early."""
        as_strong = int((self.maxima >= value - ROUNDING).sum())
        return as_strong / len(self.maxima) if self.stopped else (as_strong + 1) / (len(self.maxima) + 1)


def replicate(
    cylinders: Cylinders,
    draw: Draw,
    *,
    strongest: float,
    replications: int,
    seed: int,
    stop_after: int | None = None,
    progress: Progress | None = None,
) -> Replications:
    """Draw up to ``replications``; end when ``stop_after`` of them reached ``strongest`` (Besag and Clifford 1991).

    The draws come one after another from one generator, so the size of the blocks changes no answer.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    found = np.zeros(0)
    height = OFTEN_REACHED * strongest
    while len(found) < replications:
        wanted = max(PILOT, len(found)) if stop_after or not len(found) else replications  # in steps that double
        block = min(_block(cylinders), replications - len(found), wanted)
        found = np.append(found, _exact_maxima(cylinders, draw(generator, block), height))
        height = max(0.95 * float(found.min()), 0.5)
        if progress:
            progress(len(found), replications)
        reached = np.flatnonzero(found >= strongest - ROUNDING)
        if stop_after and len(reached) >= stop_after:
            return Replications(found[: reached[stop_after - 1] + 1], stopped=True)
    return Replications(found, stopped=False)


def _exact_maxima(cylinders: Cylinders, daily: Daily, height: float) -> Floats:
    """The bar is lowered for those replications that stayed below it, so that it changes the time and no answer."""
    best = np.zeros(daily.shape[2])
    left = np.arange(daily.shape[2])
    while len(left):
        best[left] = maxima(cylinders, np.ascontiguousarray(daily[:, :, left]), height)
        left = left[best[left] == 0] if height > ROUNDING else left[:0]
        height = height / 2 if height > 0.1 else ROUNDING
    return best


def _block(cylinders: Cylinders) -> int:
    slots = min(len(cylinders.windows), AT_ONCE)
    each = len(cylinders.base) * (2 * cylinders.windows.days + slots) * np.dtype(narrow(cylinders.total)).itemsize
    return max(1, min(MEMORY // each, CACHE // slots))
