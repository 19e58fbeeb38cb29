"""Are the bounds of the daily counts as rare as they say? On a year that the model had not seen."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import stats

from benchmarks.hotspots_data import City
from incidents.hotspots import ears, seasonal
from incidents.hotspots.outcomes import confirmed, false_alarms

EVERY = 4  # days, so that each weekday comes
LEVELS = (0.05, 0.01)
FALSE_DISCOVERIES = 0.1
MONTH = 365.25 / 12


@dataclass(frozen=True)
class Day:
    """One area and kind on one day: the count, the forecast, the week after, a usual week of the two months before."""

    kind: str
    index: int
    count: int
    after: int
    usual: float
    mean: float
    spread: float


def judged(city: City, year: int, method: str) -> list[Day]:
    first, last = city.index(date(year, 1, 1)), city.index(date(year, 12, 31)) - 7
    found = []
    for (_area, kind), counts in city.daily().items():
        for index in range(first, last, EVERY):
            past = counts[:index]
            told = seasonal.forecast(past, city.first) if method == "regression" else ears.forecast(past[-30:])
            after = int(counts[index + 1 : index + 8].sum())
            usual = float(past[-56:].mean() * 7)
            found.append(Day(kind, index, int(counts[index]), after, usual, told.mean, told.spread))
    return found


def table(city: City, year: int) -> str:
    lines = [
        "| city, year | method, kind | area × kind × days | stated | exceeded | by the model itself | randomised |",
        "| --- | --- | --: | --: | --: | --: | --: |",
    ]
    for method in ("regression", "EARS-like"):
        days = judged(city, year, method)
        lines += shares(f"{city.name}, {year} | {method}", days)
        if method == "regression":
            lines.append(alarms(city, days))
        kinds = sorted({one.kind for one in days})
        for kind in kinds if len(kinds) > 1 else ():
            lines += shares(f"| {method}, {kind}", [one for one in days if one.kind == kind])
    return "\n".join(lines)


def shares(name: str, days: list[Day]) -> list[str]:
    """How often the bounds were exceeded, at each level."""
    some, lines = np.random.default_rng(0), []
    chance, count = forecasts(days), np.array([one.count for one in days])
    above, at_least = chance.sf(count), chance.sf(count - 1)
    between = above + some.uniform(size=len(days)) * (at_least - above)
    for level in LEVELS:
        itself = np.mean(chance.sf(chance.ppf(1 - level)))
        lines.append(
            f"| {name} | {len(days):,} | {level:.0%} | {np.mean(at_least <= level):.2%} "
            f"| {itself:.2%} | {np.mean(between <= level):.2%} |"
        )
    return lines


def forecasts(days: list[Day]):
    size = 1 / np.array([one.spread for one in days])
    return stats.nbinom(size, size / (size + np.array([one.mean for one in days])))


def alarms(city: City, days: list[Day]) -> str:
    """What a station would have got, with false discoveries held down over all areas and kinds of a day."""
    p = forecasts(days).sf(np.array([one.count for one in days]) - 1)
    index = np.array([one.index for one in days])
    outcomes = []
    for today in np.unique(index):
        members = np.flatnonzero(index == today)
        named = members[stats.false_discovery_control(p[members]) <= FALSE_DISCOVERIES]
        outcomes += [confirmed(days[one].after, days[one].usual) for one in named]
    areas = len({area for area, _ in city.daily()})
    told = false_alarms(outcomes, areas * len(np.unique(index)) / MONTH)
    return (
        f"| | warnings, q = {FALSE_DISCOVERIES:g} | {told.warnings} on {len(np.unique(index))} days, {areas} stations "
        f"| | {told.confirmed_share:.0%} confirmed | {told.per_station_month:.2f} false per station-month | |"
    )
