"""Maps that say where next: each ranks the cells of a grid by what is known on a morning. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from incidents.hotspots.clusters import Cluster
from incidents.hotspots.grid import Grid

Floats = NDArray[np.float64]

BASELINE_DAYS = 365


@dataclass(frozen=True)
class Past:
    """What is known on the morning of ``today``: ``cell`` and ``day`` of every case before it; ``inside``: cells of the
    area."""

    grid: Grid
    inside: NDArray[np.bool_]
    cell: NDArray[np.intp]
    day: NDArray[np.intp]
    today: int

    def counts(self, days: int) -> Floats:
        """Cases of the last ``days`` by cell."""
        recent = self.cell[self.day >= self.today - days]
        return np.bincount(recent, minlength=self.grid.rows * self.grid.columns).astype(float)


Ranking = Callable[[Past], Floats]  # a score of each cell, the highest first; NaN is never chosen


def baseline(past: Past) -> Floats:
    """The naive map: most cases in the last 365 days. Crime is so concentrated that this already looks clever."""
    return past.counts(BASELINE_DAYS)


def with_clusters(score: Floats, clusters: Sequence[tuple[NDArray[np.intp], Cluster]]) -> Floats:
    """A map whose cells in a live cluster count as much more as there were more cases than expected.

    ``score``: of each cell; ``clusters``: (cells, cluster), say those of a scan that are significant.
    """
    raised = score.copy()
    for cells, cluster in clusters:
        raised[np.unique(cells)] *= cluster.cases / cluster.expected
    return raised
