"""Control areas for a place: as high before, and otherwise left alone. Chosen by what was before, never by what came
after: the functions here are not given it. Pure.

A place that is warned of was high: by chance, and falls by itself, or because something goes on there, and stays high
for a while by itself. Places that were as high, lately and before, do the same, so what is left between the two is the
measures' (and what else differs).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]

VERSION = "matching 1"
MOST, FEWEST = 20, 5
CLOSE = 2.0


@dataclass(frozen=True)
class Before:
    """Cases of one candidate area (or of the place) before: ``whole`` span, and its last four weeks, ``late``."""

    whole: int
    late: int


def inside_circles(centres: ArrayLike, radius: float, xy: ArrayLike) -> NDArray[np.intp]:
    """How many of the points ``xy`` (n, 2) lie within ``radius`` of each of ``centres`` (m, 2), metres."""
    at, points = np.asarray(centres, float).reshape(-1, 2), np.asarray(xy, float).reshape(-1, 2)
    if not len(points) or not len(at):
        return np.zeros(len(at), np.intp)
    return np.asarray(cKDTree(points).query_ball_point(at, radius, return_length=True), np.intp)


def alike(place: Before, whole: ArrayLike, late: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    """How far each candidate is from the place, and whether that is close enough to be a control.

    In standard deviations of chance (the square root of a Poisson count has one of ½, whatever its mean): the whole
    span and its last four weeks each within `CLOSE` of them.
    """
    apart = 2 * np.abs(np.sqrt(np.asarray(whole, float)) - np.sqrt(place.whole))
    late_apart = 2 * np.abs(np.sqrt(np.asarray(late, float)) - np.sqrt(place.late))
    return np.hypot(apart, late_apart), (apart <= CLOSE) & (late_apart <= CLOSE)


def choose(
    place: Before,
    whole: ArrayLike,
    late: ArrayLike,
    *,
    free: ArrayLike,
    seed: int,
    centres: ArrayLike | None = None,
    apart: float = 0.0,
    most: int = MOST,
) -> list[int]:
    """Indexes of up to ``most`` controls among candidates, the likest first; those equally like by lot (``seed``).

    ``whole``, ``late``: of each candidate, as in `Before`; ``free``: whether it was left alone (not warned of, not
    near the place). With ``centres`` (m, 2), no two that are chosen lie within ``apart`` metres, so that none counts a
    case twice.
    """
    distance, close = alike(place, whole, late)
    wanted = np.flatnonzero(close & np.asarray(free, bool))
    lot = np.random.default_rng(seed).permutation(len(distance))
    chosen: list[int] = []
    at = None if centres is None else np.asarray(centres, float).reshape(-1, 2)
    for index in wanted[np.lexsort((lot[wanted], distance[wanted]))]:
        if at is None or not chosen or np.hypot(*(at[chosen] - at[index]).T).min() >= apart:
            chosen.append(int(index))
            if len(chosen) == most:
                break
    return chosen
