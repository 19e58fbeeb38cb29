"""The figures of a warning, plain values for a sentence in any language. Pure.

A sentence says what was seen, what was to be expected and how sure that is, and nothing else: no cause, no person.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from incidents.hotspots.clusters import Cluster
from incidents.hotspots.counts import Judged


@dataclass(frozen=True)
class CountFigures:
    """``count`` cases on ``day`` where ``expected`` (``low`` … ``high``) were to be expected; by chance ``one_in``
    such days has so many."""

    day: date
    count: int
    expected: float
    low: int
    high: int
    p: float
    one_in: int
    history_days: int
    method: str

    @classmethod
    def of(cls, judged: Judged) -> "CountFigures":
        """Raises ValueError when the history was too short to expect anything."""
        if judged.expected is None or judged.lower is None or judged.upper is None or judged.p is None:
            raise ValueError("judged: its history is too short for a warning")
        return cls(
            day=judged.day,
            count=judged.count,
            expected=round(judged.expected, 1),
            low=judged.lower,
            high=judged.upper,
            p=judged.p,
            one_in=one_in(judged.p),
            history_days=judged.history_days,
            method=judged.method,
        )


@dataclass(frozen=True)
class ClusterFigures:
    """``count`` cases at ``places`` places within ``radius_m`` from ``first`` to ``last`` (``days`` days) where
    ``expected`` (``low`` … ``high``) were to be expected, ``times`` as many; by chance as strong a cluster comes
    every ``one_in`` days (``None`` when it looks back)."""

    first: date
    last: date
    days: int
    count: int
    expected: float
    low: int
    high: int
    times: float
    places: int
    radius_m: int
    p: float
    one_in: int | None

    @classmethod
    def of(cls, cluster: Cluster, first: date) -> "ClusterFigures":
        """``first``: the date of day 0 of the scan."""
        return cls(
            first=first + timedelta(days=cluster.first_day),
            last=first + timedelta(days=cluster.last_day),
            days=cluster.last_day - cluster.first_day + 1,
            count=cluster.cases,
            expected=round(cluster.expected, 1),
            low=cluster.low,
            high=cluster.high,
            times=round(cluster.cases / cluster.expected, 1),
            places=len(cluster.places),
            radius_m=round(cluster.radius),
            p=cluster.p,
            one_in=None if cluster.recurrence_days is None else round(cluster.recurrence_days),
        )


def one_in(p: float) -> int:
    """1 in how many, rounded; a p too small to tell apart from 0 is said as one in a million."""
    return round(1 / max(p, 1e-6))
