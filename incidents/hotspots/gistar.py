"""Getis-Ord Gi*: whether it is denser somewhere than chance explains, with false discoveries held down. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage, sparse, stats

Floats = NDArray[np.float64]
QUEEN = np.ones((3, 3))  # the cell itself and the eight that touch it

VERSION = "gistar 1"


@dataclass(frozen=True)
class GiStar:
    """``z``, ``p`` (one-sided) and ``significant`` by cell, NaN and False outside; ``q``: of all cells called
    significant, at most this share is expected to be so by chance (Benjamini and Hochberg 1995)."""

    z: Floats
    p: Floats
    significant: NDArray[np.bool_]
    q: float
    version: str = VERSION


def gi_star(counts: ArrayLike, *, inside: ArrayLike | None = None) -> Floats:
    """z of each cell of a grid (rows, columns) with its queen neighbours and itself, each weighing 1.

    ``inside``: which cells belong to the study area; the others get NaN and take no part. All counts alike: all 0.
    """
    values = np.asarray(counts, float)
    if values.ndim != 2:
        raise ValueError(f"counts: give a grid of rows and columns, not the shape {values.shape}")
    within = np.ones(values.shape, bool) if inside is None else np.asarray(inside, bool)
    sums = ndimage.convolve(np.where(within, values, 0.0), QUEEN, mode="constant")
    weights = ndimage.convolve(within.astype(float), QUEEN, mode="constant")
    z = np.full(values.shape, np.nan)
    z[within] = _z(values[within], sums[within], weights[within], weights[within])
    return z


def gi_star_of(values: ArrayLike, weights: sparse.sparray) -> Floats:
    """z of areas of any shape; ``weights``: (areas, areas), each with itself."""
    given = np.asarray(values, float)
    squares = weights.multiply(weights)
    return _z(given, weights @ given, np.asarray(weights.sum(axis=1)).ravel(), np.asarray(squares.sum(axis=1)).ravel())


def hotspots(counts: ArrayLike, *, inside: ArrayLike | None = None, q: float = 0.05) -> GiStar:
    """Cells of a grid (rows, columns) that are hot, at most the share ``q`` of them by chance."""
    if not 0 < q < 1:
        raise ValueError(f"q: give a share between 0 and 1, not {q}")
    z = gi_star(counts, inside=inside)
    known = np.isfinite(z)
    p = np.full(z.shape, np.nan)
    p[known] = stats.norm.sf(z[known])
    significant = np.zeros(z.shape, bool)
    if known.any():
        significant[known] = stats.false_discovery_control(p[known]) <= q
    return GiStar(z, p, significant, q)


def _z(values: Floats, sums: Floats, weights: Floats, squares: Floats) -> Floats:
    """Getis and Ord 1992, Ord and Getis 1995."""
    areas = len(values)
    spread = np.sqrt(max(float(np.mean(values**2) - np.mean(values) ** 2), 0.0)) if areas else 0.0
    if areas < 2 or spread == 0:
        return np.zeros(areas)
    room = (areas * squares - weights**2) / (areas - 1)
    scale = spread * np.sqrt(np.maximum(room, 0.0))
    return np.divide(sums - np.mean(values) * weights, scale, out=np.zeros(areas), where=scale > 0)
