"""Space-time scan statistics: is something emerging somewhere, whatever its size and length? Pure.

Three models behind one search (Kulldorff 1997, 2001; Kulldorff et al. 2005). The permutation model needs only the
cases: each place and each day keeps its number, so busy streets and busy weekends alone make no cluster.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from incidents.hotspots import checks, statistic
from incidents.hotspots.clusters import Cluster, Scan, apart, described
from incidents.hotspots.cylinders import Cylinders, best_of_each
from incidents.hotspots.draws import Draw, labelled, multinomial, permuted_days
from incidents.hotspots.montecarlo import Progress, replicate
from incidents.hotspots.windows import Windows, whole, windows
from incidents.hotspots.zones import circles

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scope:
    """What is compared, and how long.

    ``prospective``: only clusters that are alive on the last day. ``min_days`` … ``max_days`` long. Circles hold at
    most ``max_share`` of all cases (or people) and reach at most ``max_radius`` metres. Once ``stop_after``
    replications are as strong as the data, no more are drawn. At most ``most`` clusters. ``progress(done, of)`` may
    raise to cancel.
    """

    prospective: bool = True
    min_days: int = 1
    max_days: int = 14
    max_share: float = 0.5
    max_radius: float | None = None
    min_cases: int = 2
    replications: int = 999
    seed: int = 0
    stop_after: int | None = None
    most: int = 10
    progress: Progress | None = None

    def __post_init__(self) -> None:
        checks.scope(self.min_days, self.max_days, self.max_share, self.replications, self.most)


def space_time_permutation(
    points: ArrayLike, place: ArrayLike, day: ArrayLike, *, days: int, scope: Scope | None = None
) -> Scan:
    """``points``: (places, 2) metres; ``place``, ``day``: of each case, an index of ``points`` and 0 … ``days`` − 1.

    Raises ValueError that names the array and the remedy.
    """
    scope = scope or Scope()
    where = checks.points(points, scope.max_radius)
    at, on = checks.cases(place, day, places=len(where), days=days)
    span = _span(days, scope)
    first_day = int(span.start.min())
    span = Windows(span.start - first_day, span.end - first_day, days - first_day)
    total, later = len(at), on - first_day
    if total < scope.min_cases or len(np.unique(at)) < 2 or len(np.unique(on)) < 2:
        return _nothing(scope)
    daily = np.zeros((len(where), span.days), np.int64)
    np.add.at(daily, (at[later >= 0], later[later >= 0]), 1)
    per_place = np.bincount(at, minlength=len(where)).astype(float)
    margins = np.outer(per_place, span.sums(daily.sum(axis=0, keepdims=True))[0])  # whole numbers, exact in any order
    cylinders = Cylinders(
        circles=circles(where, per_place, max_share=scope.max_share, max_radius=scope.max_radius),
        windows=span,
        base=margins,
        statistic=statistic.poisson(total, scale=1 / total),
        total=total,
        min_cases=scope.min_cases,
    )
    draw = permuted_days(at, later, len(where), span.days)
    found = _search(cylinders, daily, margins / total, draw, scope, first_day)
    return replace(found, clusters=tuple(_with_members(one, at, on) for one in found.clusters))


def poisson(points: ArrayLike, cases: ArrayLike, expected: ArrayLike, *, scope: Scope | None = None) -> Scan:
    """``cases``, ``expected``: (places, days), the latter in any unit (people, a forecast); one day: spatial only."""
    scope = scope or Scope()
    where = checks.points(points, scope.max_radius)
    counts, weight = checks.table("cases", cases, len(where)), checks.table("expected", expected, len(where))
    checks.same_shape("expected", weight, counts)
    checks.whole_numbers("cases", counts)
    total = int(counts.sum())
    if total < scope.min_cases:
        return _nothing(scope)
    if weight.sum() <= 0 or (counts[weight == 0] > 0).any():
        raise ValueError("expected: is 0 where there are cases; expect something on every such place and day")
    share = weight * (total / weight.sum())
    span = _span(counts.shape[1], scope)
    per_window = span.sums(share)
    cylinders = Cylinders(
        circles=circles(where, share.sum(axis=1), max_share=scope.max_share, max_radius=scope.max_radius),
        windows=span,
        base=per_window,
        statistic=statistic.poisson(total),
        total=total,
        min_cases=scope.min_cases,
    )
    return _search(cylinders, counts.astype(np.int64), per_window, multinomial(share, total), scope, 0)


def bernoulli(points: ArrayLike, cases: ArrayLike, controls: ArrayLike, *, scope: Scope | None = None) -> Scan:
    """``cases``, ``controls``: (places, days); one day: spatial only."""
    scope = scope or Scope()
    where = checks.points(points, scope.max_radius)
    counts, others = checks.table("cases", cases, len(where)), checks.table("controls", controls, len(where))
    checks.same_shape("controls", others, counts)
    checks.whole_numbers("cases", counts)
    checks.whole_numbers("controls", others)
    people = (counts + others).astype(np.int64)
    total, population = int(counts.sum()), int(people.sum())
    if total < scope.min_cases or total == population:
        return _nothing(scope)
    span = _span(counts.shape[1], scope)
    per_window = span.sums(people).astype(float)
    cylinders = Cylinders(
        circles=circles(
            where, people.sum(axis=1).astype(float), max_share=scope.max_share, max_radius=scope.max_radius
        ),
        windows=span,
        base=per_window,
        statistic=statistic.bernoulli(total, population),
        total=total,
        min_cases=scope.min_cases,
    )
    expected = per_window * (total / population)
    return _search(cylinders, counts.astype(np.int64), expected, labelled(people, total), scope, 0)


def _span(days: int, scope: Scope) -> Windows:
    if days == 1:
        return whole(1)
    if days < scope.min_days:
        raise ValueError(f"days: {days} are fewer than min_days {scope.min_days}; give a longer period")
    return windows(days, min_days=scope.min_days, max_days=scope.max_days, prospective=scope.prospective)


def _search(cylinders: Cylinders, daily: Counts, expected: Floats, draw: Draw, scope: Scope, first_day: int) -> Scan:
    best = best_of_each(cylinders, daily)
    centres = apart(cylinders, best, scope.most)
    if not centres:
        return replace(_nothing(scope), cylinders=len(cylinders))
    chance = replicate(
        cylinders,
        draw,
        strongest=float(best.value[centres[0]]),
        replications=scope.replications,
        seed=scope.seed,
        stop_after=scope.stop_after,
        progress=scope.progress,
    )
    found = tuple(
        described(cylinders, best, one, daily, expected, chance, first_day=first_day, prospective=scope.prospective)
        for one in centres
    )
    maxima = tuple(chance.maxima.tolist())
    return Scan(found, len(maxima), scope.replications, maxima, scope.seed, len(cylinders))


def _with_members(cluster: Cluster, place: NDArray[np.intp], day: NDArray[np.intp]) -> Cluster:
    inside = np.isin(place, cluster.places) & (day >= cluster.first_day) & (day <= cluster.last_day)
    return replace(cluster, members=tuple(np.flatnonzero(inside).tolist()))


def _nothing(scope: Scope) -> Scan:
    return Scan((), 0, scope.replications, (), scope.seed, 0)
