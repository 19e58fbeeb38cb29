"""From a run's inputs to its findings. Pure: the same inputs, settings and seed give the same findings, bit for bit."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from incidents.hotspots import clusters, counts
from incidents.hotspots.inputs import Inputs
from incidents.hotspots.scan import Scope, space_time_permutation

VERSIONS = {"scan": clusters.VERSION, "counts": counts.VERSION}
ENOUGH_WORSE = 20  # replications as strong as the data: p is far above any level that warns
FALSE_SHARE = 0.1
Finding = dict[str, Any]
Progress = Callable[[int, int], None]


def search(method: str, inputs: Inputs, settings: dict[str, Any], seed: int, progress: Progress) -> list[Finding]:
    """Findings of ``scan`` or ``counts``, strongest first, each JSON-ready:

    ``{"kind", "station", "cases", "expected", "low", "high", "p", "recurrence_days", "first_day", "last_day", "x", "y",
    "radius_m", "events": indexes of the inputs, …}``. ``x``, ``y``, ``radius_m``: None for a whole station area.
    """
    found = {"scan": _clusters, "counts": _counts}[method](inputs, settings, seed, progress)
    return sorted(found, key=lambda one: (one["p"], -one["cases"], one["kind"], one["station"]))


def _clusters(inputs: Inputs, settings: dict[str, Any], seed: int, progress: Progress) -> list[Finding]:
    found = []
    for number, kind in enumerate(inputs.kinds):
        of_kind = np.flatnonzero(inputs.kind == number)
        recent = inputs.day[of_kind] >= inputs.days - settings["window_days"]
        if recent.sum() >= settings["min_cases"]:
            found += _scan(inputs, of_kind, kind, settings, seed, number, progress)
        progress(number + 1, len(inputs.kinds))
    return found


def _scan(inputs: Inputs, of_kind, kind: str, settings, seed: int, number: int, progress: Progress) -> list[Finding]:
    size = settings["cell_m"]
    cells = np.floor(np.stack([inputs.x[of_kind], inputs.y[of_kind]], axis=1) / size)
    places, place = np.unique(cells, axis=0, return_inverse=True)
    points = (places + 0.5) * size
    scope = Scope(
        max_days=settings["window_days"],
        max_radius=float(settings["radius_m"]),
        min_cases=settings["min_cases"],
        replications=settings["replications"],
        seed=seed_of(seed, kind),
        stop_after=ENOUGH_WORSE,
        most=5,
        progress=lambda done, of: progress(number, len(inputs.kinds)),
    )
    scan = space_time_permutation(points, place.ravel(), inputs.day[of_kind], days=inputs.days, scope=scope)
    return [
        _of_cluster(one, inputs, of_kind, kind, points, size)
        for one in scan.clusters
        if one.p <= settings["level"] and one.cases >= settings["min_cases"]
    ]


def _of_cluster(one: clusters.Cluster, inputs: Inputs, of_kind, kind: str, points, size: float) -> Finding:
    events = of_kind[list(one.members)]
    x, y = points[one.centre]
    return {
        "kind": kind,
        "station": _most(inputs, events),
        "cases": int(one.cases),
        "expected": float(one.expected),
        "low": int(one.low),
        "high": int(one.high),
        "p": float(one.p),
        "recurrence_days": None if one.recurrence_days is None else float(one.recurrence_days),
        "statistic": float(one.statistic),
        "first_day": inputs.date_of(one.first_day).isoformat(),
        "last_day": inputs.date_of(one.last_day).isoformat(),
        "x": float(x),
        "y": float(y),
        "radius_m": float(one.radius + size * 0.71),  # to the far corner of the outermost cell
        "events": [int(index) for index in events],
    }


def _most(inputs: Inputs, events) -> str:
    """The station with most of them; of equals the first by code."""
    tally = np.bincount(inputs.station[events], minlength=len(inputs.stations))
    return min(inputs.stations, key=lambda code: (-tally[inputs.stations.index(code)], code))


def _counts(inputs: Inputs, settings: dict[str, Any], seed: int, progress: Progress) -> list[Finding]:
    """Only numbers that reach the fewest that are told are judged; the others count as tested all the same."""
    judged, pairs = [], []
    shape = (len(inputs.stations), len(inputs.kinds), inputs.days)
    tally = np.zeros(shape, np.int64)
    np.add.at(tally, (inputs.station, inputs.kind, inputs.day), 1)
    tested = np.argwhere(tally.sum(axis=2) > 0)
    for number, (station, kind) in enumerate(tested):
        series = tally[station, kind]
        if series[-1] >= settings["min_cases"]:
            judged += counts.judge(series, inputs.first, level=settings["level"])
            pairs.append((int(station), int(kind)))
        progress(number + 1, len(tested))
    if not judged:
        return []
    others = [replace(judged[0], p=1.0)] * (len(tested) - len(judged))
    named = counts.discoveries([*judged, *others], q=FALSE_SHARE)
    return [
        _of_count(one, inputs, *pair)
        for one, pair, stands_out in zip(judged, pairs, named, strict=False)
        if stands_out and one.exceeded
    ]


def _of_count(one: counts.Judged, inputs: Inputs, station: int, kind: int) -> Finding:
    today = (inputs.station == station) & (inputs.kind == kind) & (inputs.day == inputs.days - 1)
    return {
        "kind": inputs.kinds[kind],
        "station": inputs.stations[station],
        "cases": one.count,
        "expected": float(one.expected),
        "low": int(one.lower),
        "high": int(one.upper),
        "p": float(one.p),
        "recurrence_days": 1 / one.p if one.p else None,
        "first_day": one.day.isoformat(),
        "last_day": one.day.isoformat(),
        "rule": one.method,
        "history_days": one.history_days,
        "x": None,
        "y": None,
        "radius_m": None,
        "events": [int(index) for index in np.flatnonzero(today)],
    }


def seed_of(*parts: object) -> int:
    """A seed that anybody can work out again: the first 31 bits of the SHA-256 of the parts."""
    text = "\0".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:4], "big") >> 1
