"""The density map that predicts best: kernels of several widths and memories, mixed as was best lately. Pure.

A wide kernel serves rare kinds, a narrow one dense ones, a long memory steady places, a short one those that change.
Which mixture fits is learnt from the past alone: the weights that make the cases of the last half year most likely,
given those before.
"""

import numpy as np
from numpy.typing import NDArray

from incidents.hotspots.density import smooth
from incidents.hotspots.rankings import Past

Floats = NDArray[np.float64]

WIDTHS_M = (60.0, 175.0, 400.0)
HALF_LIVES = (60.0, 365.0)
HELD_OUT = 182  # days
FEWEST = 30  # held-out cases; with fewer all kernels weigh alike
ROUNDS = 60


def blended(past: Past) -> Floats:
    """Share of the coming cases by cell, adding up to 1 over the area."""
    weights = _weights(past)
    mixed: Floats = weights @ _kernels(past, past.today)
    return mixed


def _weights(past: Past) -> Floats:
    """Of each kernel, by expectation maximisation on the held-out cases."""
    cut = past.today - HELD_OUT
    held_out = past.cell[past.day >= cut]
    count = len(WIDTHS_M) * len(HALF_LIVES) + 1
    weights = np.full(count, 1 / count)
    if len(held_out) < FEWEST or not (past.day < cut).any():
        return weights
    likely = _kernels(past, cut)[:, held_out]
    for _ in range(ROUNDS):
        parts = weights[:, None] * likely
        weights = (parts / parts.sum(axis=0)).mean(axis=1)
    return weights


def _kernels(past: Past, today: int) -> Floats:
    """(kernels, cells): each a distribution over the area, the last of them even, so that no cell is impossible."""
    known = past.day < today
    age = today - 1 - past.day[known]
    area = past.inside.ravel()
    kernels = []
    for half_life in HALF_LIVES:
        counts = np.bincount(past.cell[known], 0.5 ** (age / half_life), minlength=len(area)).reshape(past.grid.shape)
        for width in WIDTHS_M:
            spread = smooth(counts, width / past.grid.size, adaptive=False).ravel() * area
            kernels.append(spread / spread.sum() if spread.sum() > 0 else area / area.sum())
    return np.array([*kernels, area / area.sum()])
