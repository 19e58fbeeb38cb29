"""Circles of places: the zones that a scan looks at. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_M = 6_371_008.8
SAME_DISTANCE_M = 1e-6  # finer differences are rounding, not geography


@dataclass(frozen=True)
class Circles:
    """For each place the places round it, itself first: ``order[i][:k]`` is the zone of k places round place i.

    ``reach[i][k-1]``: its radius in metres. A zone is fully described by its centre and its k.
    """

    order: list[NDArray[np.intp]]
    reach: list[NDArray[np.float64]]

    @property
    def zones(self) -> int:
        return sum(len(one) for one in self.order)


def circles(
    points: NDArray[np.float64],
    weight: NDArray[np.float64],
    *,
    max_share: float = 0.5,
    max_radius: float | None = None,
) -> Circles:
    """Grow a circle round each of ``points`` (places, 2 or 3; metres) until it holds more than ``max_share`` of all
    ``weight`` (cases or population, one number a place) or is wider than ``max_radius`` metres.

    Places at the same distance enter one after another by their coordinates, as SaTScan lets them: a plain grid
    would otherwise have few zones. Places whose own weight is above the limit stay alone.
    """
    limit = max_share * weight.sum() * (1 + 1e-12)
    order, reach = [], []
    for centre in range(len(points)):
        far = np.round(np.sqrt(((points - points[centre]) ** 2).sum(axis=1)) / SAME_DISTANCE_M) * SAME_DISTANCE_M
        far[centre] = -1.0  # first, even among places on the same spot
        near = np.arange(len(points)) if max_radius is None else np.flatnonzero(far <= max_radius)
        keys = [points[near, axis] for axis in reversed(range(points.shape[1]))]
        ordered = near[np.lexsort([*keys, far[near]])]
        far[centre] = 0.0
        within = int(np.searchsorted(np.cumsum(weight[ordered]), limit, side="right"))
        kept = ordered[: max(within, 1)]
        order.append(kept)
        reach.append(far[kept])
    return Circles(order, reach)


def on_sphere(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """Points (n, 3) in metres from the earth's centre, for ``circles`` over whole countries.

    Distances are chords: in the order of those on the ground, and at 100 km one metre shorter.
    """
    east, north = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    unit = [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    return EARTH_RADIUS_M * np.stack(unit, axis=1)
