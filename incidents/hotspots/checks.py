"""What a scan refuses, with the name of the array and the remedy. Pure."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
MOST_PLACES = 20_000
MOST_WITHOUT_RADIUS = 4_000  # their circles alone take as much memory as the rest


def scope(min_days: int, max_days: int, max_share: float, replications: int, most: int) -> None:
    if not 1 <= min_days <= max_days:
        raise ValueError(f"max_days: give 1 ≤ min_days ≤ max_days, not {min_days} and {max_days}")
    if not 0 < max_share <= 1:
        raise ValueError(f"max_share: give a share above 0 and up to 1, not {max_share}")
    if replications < 1 or most < 1:
        raise ValueError("replications, most: give at least 1")


def points(values: ArrayLike, max_radius: float | None) -> Floats:
    where = np.asarray(values, float)
    if where.ndim != 2 or where.shape[1] not in (2, 3):
        raise ValueError(f"points: give one row a place with 2 coordinates in metres, not the shape {where.shape}")
    if len(where) > MOST_PLACES:
        raise ValueError(f"points: {len(where)} places are too many; round to cells of 100 … 250 m first")
    if max_radius is None and len(where) > MOST_WITHOUT_RADIUS:
        raise ValueError(f"max_radius: give metres, for {len(where)} places have too many circles without")
    if not np.isfinite(where).all():
        raise ValueError(f"points: row {_first(~np.isfinite(where).all(axis=1))} is no number; leave such places out")
    return where


def cases(place: ArrayLike, day: ArrayLike, *, places: int, days: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    at, on = _indexes("place", place, places), _indexes("day", day, days)
    if len(at) != len(on):
        raise ValueError(f"day: has {len(on)} entries for {len(at)} cases; give one a case")
    return at, on


def _indexes(name: str, values: ArrayLike, below: int) -> NDArray[np.intp]:
    given = np.asarray(values)
    if given.ndim != 1 or (given.size and not np.issubdtype(given.dtype, np.integer)):
        raise ValueError(f"{name}: give one whole number a case")
    outside = (given < 0) | (given >= below)
    if outside.any():
        row = _first(outside)
        raise ValueError(f"{name}: entry {row} is {given[row]}, outside 0 … {below - 1}; leave out that case")
    return given.astype(np.intp)


def table(name: str, values: ArrayLike, places: int) -> Floats:
    counts = np.asarray(values, float)
    if counts.ndim != 2 or len(counts) != places or counts.shape[1] == 0:
        raise ValueError(f"{name}: give {places} rows, one a place, and one column a day, not the shape {counts.shape}")
    if not np.isfinite(counts).all() or (counts < 0).any():
        raise ValueError(f"{name}: give numbers from 0 on only")
    return counts


def same_shape(name: str, one: Floats, other: Floats) -> None:
    if one.shape != other.shape:
        raise ValueError(f"{name}: has the shape {one.shape}, the cases {other.shape}; give the same places and days")


def whole_numbers(name: str, values: Floats) -> None:
    if (values != np.floor(values)).any():
        raise ValueError(f"{name}: give whole numbers")


def _first(wrong: NDArray[np.bool_]) -> int:
    return int(np.flatnonzero(wrong)[0])
