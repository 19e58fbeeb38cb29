"""Are emerging clusters followed by more cases? A prospective scan every week, as the warnings run it every day."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.hotspots_data import City
from incidents.hotspots.clusters import Cluster
from incidents.hotspots.outcomes import confirmed, false_alarms
from incidents.hotspots.scan import Scope, space_time_permutation

HISTORY = 90
AFTER = 7
MAX_DAYS = 14
MAX_RADIUS = 1000.0
LEVELS = (0.05, 0.01)
HEAD = "\n".join(
    [
        "| city, kind | years | runs | p ≤ | warnings | by chance | cases after | usual there | confirmed | naive "
        "| false per station-month |",
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
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


def followed(city: City, kind: str, first: date, last: date, *, min_cases: int) -> tuple[int, list[Followed]]:
    cell, day = city.grid.cell(*city.xy[city.kind == kind].T), city.day[city.kind == kind]
    cell, day = cell[cell >= 0], day[cell >= 0]
    centres = city.grid.centres()
    runs, found = 0, []
    for today in range(city.index(first), city.index(last) - AFTER + 2, 7):
        recent = (day >= today - HISTORY) & (day < today)
        places, at = np.unique(cell[recent], return_inverse=True)
        scope = Scope(max_days=MAX_DAYS, max_radius=MAX_RADIUS, min_cases=min_cases, stop_after=50, seed=today)
        scan = space_time_permutation(centres[places], at, day[recent] - (today - HISTORY), days=HISTORY, scope=scope)
        runs += 1
        year = np.bincount(cell[(day >= today - 365) & (day < today)], minlength=len(centres))
        for cluster in scan.clusters:
            if cluster.p <= max(LEVELS):
                cells = places[list(cluster.places)]
                naive = np.argsort(-year, kind="stable")[: len(cells)]
                found.append(Followed(cluster, *_week(cell, day, today, cells), *_week(cell, day, today, naive)))
    return runs, found


def _week(cell: np.ndarray, day: np.ndarray, today: int, cells: np.ndarray) -> tuple[int, float]:
    """Cases of the week after, and those of a usual week of the year before."""
    here = np.isin(cell, cells)
    after = int((here & (day >= today) & (day < today + AFTER)).sum())
    before = int((here & (day >= today - 365) & (day < today - MAX_DAYS)).sum())
    return after, before / (365 - MAX_DAYS) * AFTER


def rows(city: City, kind: str, first: date, last: date, *, min_cases: int) -> str:
    runs, every = followed(city, kind, first, last, min_cases=min_cases)
    station_months = len(set(city.area[city.area != ""])) * runs * 7 * 12 / 365.25
    name = f"{city.name}, {kind} | {first.year}–{last.year}"
    lines = []
    for level in LEVELS:
        found = [one for one in every if one.cluster.p <= level]
        told = false_alarms([confirmed(one.after, one.usual) for one in found], station_months)
        naive = [confirmed(one.naive_after, one.naive_usual) for one in found]
        lines.append(
            f"| {name} | {runs} | {level} | {told.warnings} | {level * runs:.1f} "
            f"| {sum(one.after for one in found)} | {sum(one.usual for one in found):.1f} | {told.confirmed_share:.0%} "
            f"| {np.mean(naive) if found else 0:.0%} | {told.per_station_month:.3f} |"
        )
    return "\n".join(lines)
