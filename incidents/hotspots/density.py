"""Kernel density on a grid: where it is dense. Pure."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from incidents.hotspots.grid import Grid

Floats = NDArray[np.float64]

BANDWIDTH_M = 250.0
WIDTHS = (0.5, 0.71, 1.0, 1.41, 2.0)  # of the bandwidth: narrow where it is dense, wide where it is sparse


def kernel_density(
    grid: Grid,
    x: ArrayLike,
    y: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    bandwidth: float = BANDWIDTH_M,
    adaptive: bool = True,
) -> Floats:
    """Cases per km² in each cell, (rows, columns).

    ``x``, ``y``: of each case, metres; ``weight``: of each (1), say less for an older one; ``bandwidth``: standard
    deviation of the kernel, metres. ``adaptive``: after Abramson (1982), in five steps.
    """
    at = grid.cell(x, y)
    each = np.ones(len(at)) if weight is None else np.asarray(weight, float)
    if len(each) != len(at):
        raise ValueError(f"weight: has {len(each)} entries for {len(at)} cases; give one a case")
    counts = np.bincount(at[at >= 0], each[at >= 0], minlength=grid.rows * grid.columns).reshape(grid.shape)
    return smooth(counts, bandwidth / grid.size, adaptive=adaptive) / grid.cell_km2


def smooth(counts: Floats, cells: float, *, adaptive: bool = True) -> Floats:
    """``counts`` (rows, columns) spread by a Gaussian of ``cells`` cells standard deviation."""
    if not cells > 0:
        raise ValueError(f"bandwidth: give more than 0, not {cells}")
    first = _spread(counts, cells)
    busy = counts > 0
    if not adaptive or not busy.any():
        return first
    mean = np.exp(np.average(np.log(first[busy]), weights=counts[busy]))
    wanted = np.sqrt(mean / np.where(busy, first, mean))
    chosen = np.abs(np.log(wanted)[..., None] - np.log(WIDTHS)).argmin(axis=-1)
    parts = [_spread(np.where(chosen == step, counts, 0.0), cells * width) for step, width in enumerate(WIDTHS)]
    return np.sum(parts, axis=0)


def _spread(counts: Floats, cells: float) -> Floats:
    spread: Floats = ndimage.gaussian_filter(np.asarray(counts, float), cells, mode="constant", truncate=4.0)
    return spread
