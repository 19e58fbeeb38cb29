"""How far, how long where, and where it stood: computed from the fixes of one unit. Pure: arrays in, values out.

Arrays are parallel, oldest first: ``t`` seconds since 1970, ``lon`` and ``lat`` degrees, ``speed`` m/s or NaN.
How exact it is has been measured on tracks whose truth is known: docs/playback.md.
"""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

METRES_PER_DEGREE = 111_195.0
SILENT_S = 120.0  # longer between two fixes, and nobody knows where it was
TRUSTED_SPEED_S = 15.0  # speeds are averaged over no longer than this
STILL_M_S = 0.7  # a receiver that stands says up to this
STOP_RADIUS_M = 25.0
SHORTEST_STOP_S = 120.0


class Distance(NamedTuple):
    """``metres`` driven; of them ``guessed_m`` across silences, by straight line."""

    metres: float
    guessed_m: float


class Stop(NamedTuple):
    """Seconds since 1970, and the middle of where it stood."""

    begin: float
    end: float
    lon: float
    lat: float


def steps_m(lon: Floats, lat: Floats) -> Floats:
    """Metres between neighbours, shape (n - 1,); flat, within 0.1 % below 20 km."""
    east = np.diff(lon) * np.cos(np.radians((lat[1:] + lat[:-1]) / 2))
    found: Floats = np.hypot(east, np.diff(lat)) * METRES_PER_DEGREE
    return found


def distance(t: Floats, lon: Floats, lat: Floats, speed: Floats) -> Distance:
    """By the device's own speed where it told it at both ends of a short step, else by its positions.

    Summing positions alone counts the noise of a standing receiver as driving. Steps of a stop count nothing.
    """
    if len(t) < 2:
        return Distance(0.0, 0.0)
    dt, by_place = np.diff(t), steps_m(lon, lat)
    by_speed = (speed[1:] + speed[:-1]) / 2 * dt
    told = np.isfinite(by_speed) & (dt <= TRUSTED_SPEED_S)
    slow = np.fmax(speed[1:], speed[:-1]) < STILL_M_S
    metres = np.where(told, np.where(slow, 0.0, by_speed), by_place)
    untold = ~told
    for stop in stops(t, lon, lat):
        metres[untold & (t[:-1] >= stop.begin) & (t[1:] <= stop.end)] = 0.0
    return Distance(float(metres.sum()), float(metres[dt > SILENT_S].sum()))


def stops(t: Floats, lon: Floats, lat: Floats, *, shortest_s: float = SHORTEST_STOP_S) -> list[Stop]:
    """Times of at least ``shortest_s`` within ``STOP_RADIUS_M`` of one place. A silence ends a stop.

    From each fix on, as long as the next ones stay within the radius of the mean of those before.
    """
    found: list[Stop] = []
    x, y = lon * METRES_PER_DEGREE * np.cos(np.radians(lat.mean())) if len(t) else lon, lat * METRES_PER_DEGREE
    first, count = 0, len(t)
    while first < count - 1:
        sum_x, sum_y, last = x[first], y[first], first
        while last + 1 < count and t[last + 1] - t[last] <= SILENT_S:
            seen = last - first + 1
            if np.hypot(x[last + 1] - sum_x / seen, y[last + 1] - sum_y / seen) > STOP_RADIUS_M:
                break
            last += 1
            sum_x, sum_y = sum_x + x[last], sum_y + y[last]
        if t[last] - t[first] >= shortest_s:
            kept = _standing(x, y, first, last)
            if t[kept[1]] - t[kept[0]] >= shortest_s:
                inside = slice(kept[0], kept[1] + 1)
                middle = float(np.median(lon[inside])), float(np.median(lat[inside]))
                found.append(Stop(float(t[kept[0]]), float(t[kept[1]]), *middle))
            first = last
        else:
            first += 1
    return found


def _standing(x: Floats, y: Floats, first: int, last: int) -> tuple[int, int]:
    """Without rolling in and out: from the first to the last fix near the median of all."""
    inside = slice(first, last + 1)
    near = np.hypot(x[inside] - np.median(x[inside]), y[inside] - np.median(y[inside])) <= STOP_RADIUS_M * 0.8
    places = np.flatnonzero(near)
    return (first + int(places[0]), first + int(places[-1])) if len(places) else (first, first)


def time_inside(t: Floats, lon: Floats, lat: Floats, area: shapely.Geometry) -> float:
    """Seconds inside ``area`` (degrees). Half of each step counts for each of its ends; silences count for nowhere."""
    if len(t) < 2:
        return 0.0
    shapely.prepare(area)
    inside = shapely.intersects_xy(area, lon, lat)
    dt = np.diff(t)
    dt[dt > SILENT_S] = 0.0
    return float((dt * (inside[1:].astype(float) + inside[:-1]) / 2).sum())


def time_heard(t: Floats) -> float:
    """Seconds covered by fixes: what ``time_inside`` can add up to."""
    dt = np.diff(t)
    return float(dt[dt <= SILENT_S].sum())
