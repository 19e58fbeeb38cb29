"""Are emerging clusters followed by more cases? A prospective scan every week, as the warnings run it every day."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.hotspots_data import City
from incidents.hotspots.clusters import Cluster
from incidents.hotspots.outcomes import confirmed, false_alarms
from incidents.hotspots.rankings import with_clusters
from incidents.hotspots.scan import Scope, space_time_permutation
from incidents.hotspots.scoreboard import Step, caught, decide

HISTORY = 90
AFTER = 7
MAX_DAYS = 14
MAX_RADIUS = 1000.0
LEVELS = (0.05, 0.01)
SHARE = 0.02
HEAD = "\n".join(
    [
        "| city, kind | years | runs | p ≤ | warnings | by chance | cases after | usual there | confirmed | naive "
        "| false per station-month | naive | naive map → with clusters, 2 % |",
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --- |",
    ]
)


@dataclass(frozen=True)
class Followed:
    """A warning, the cases of the week after, what is usual there, and the same for as many cells of the naive map."""

    cluster: Cluster
    after: int
    usual: float
    naive_after: int
    naive_usual: float


def followed(
    city: City, kind: str, first: date, last: date, *, min_cases: int
) -> tuple[list[Followed], dict[float, list[Step]]]:
    """The warnings, and for each level the weeks of a naive map whose cells in such clusters count for more."""
    cell, day = city.grid.cell(*city.xy[city.kind == kind].T), city.day[city.kind == kind]
    cell, day = cell[cell >= 0], day[cell >= 0]
    centres = city.grid.centres()
    area = city.inside.ravel()
    found: list[Followed] = []
    steps: dict[float, list[Step]] = {level: [] for level in LEVELS}
    for today in range(city.index(first), city.index(last) - AFTER + 2, 7):
        recent = (day >= today - HISTORY) & (day < today)
        places, at = np.unique(cell[recent], return_inverse=True)
        scope = Scope(max_days=MAX_DAYS, max_radius=MAX_RADIUS, min_cases=min_cases, stop_after=50, seed=today)
        scan = space_time_permutation(centres[places], at, day[recent] - (today - HISTORY), days=HISTORY, scope=scope)
        year = np.bincount(cell[(day >= today - 365) & (day < today)], minlength=len(centres))
        coming = np.bincount(cell[(day >= today) & (day < today + AFTER)], minlength=len(centres)).astype(float)
        for level in LEVELS:
            alive = [(places[list(one.places)], one) for one in scan.clusters if one.p <= level]
            maps = (with_clusters(year.astype(float), alive), year.astype(float))
            hits, naive_hits = (caught(one, coming, area, round(SHARE * area.sum())) for one in maps)
            steps[level].append(Step("clusters", today, SHARE, 0, int(coming[area].sum()), hits, naive_hits))
        for cluster in scan.clusters:
            if cluster.p <= max(LEVELS):
                cells = places[list(cluster.places)]
                naive = np.argsort(-year, kind="stable")[: len(cells)]
                found.append(Followed(cluster, *_week(cell, day, today, cells), *_week(cell, day, today, naive)))
    return found, steps


def _week(cell: np.ndarray, day: np.ndarray, today: int, cells: np.ndarray) -> tuple[int, float]:
    """Cases of the week after, and those of a usual week of the year before."""
    here = np.isin(cell, cells)
    after = int((here & (day >= today) & (day < today + AFTER)).sum())
    before = int((here & (day >= today - 365) & (day < today - MAX_DAYS)).sum())
    return after, before / (365 - MAX_DAYS) * AFTER


def rows(city: City, kind: str, first: date, last: date, *, min_cases: int) -> str:
    every, steps = followed(city, kind, first, last, min_cases=min_cases)
    runs = len(steps[LEVELS[0]])
    station_months = len(set(city.area[city.area != ""])) * runs * 7 * 12 / 365.25
    name = f"{city.name}, {kind} | {first.year}–{last.year}"
    lines = []
    for level in LEVELS:
        found = [one for one in every if one.cluster.p <= level]
        told = false_alarms([confirmed(one.after, one.usual) for one in found], station_months)
        naive = false_alarms([confirmed(one.naive_after, one.naive_usual) for one in found], station_months)
        map_ = decide(steps[level], window=runs)
        lines.append(
            f"| {name} | {runs} | {level} | {told.warnings} | {level * runs:.1f} "
            f"| {sum(one.after for one in found)} | {sum(one.usual for one in found):.1f} | {told.confirmed_share:.0%} "
            f"| {naive.confirmed_share:.0%} | {told.per_station_month:.3f} | {naive.per_station_month:.3f} "
            f"| {map_.baseline_hit_rate:.2%} → {map_.hit_rate:.2%} ± {map_.lead_error:.2%}: {map_.reason} |"
        )
    return "\n".join(lines)
