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

    index: int
    count: int
    after: int
    usual: float
    mean: float
    spread: float


def judged(city: City, year: int, method: str) -> list[Day]:
    first, last = city.index(date(year, 1, 1)), city.index(date(year, 12, 31)) - 7
    found = []
    for counts in city.daily().values():
        for index in range(first, last, EVERY):
            past = counts[:index]
            told = seasonal.forecast(past, city.first) if method == "regression" else ears.forecast(past[-30:])
            after = int(counts[index + 1 : index + 8].sum())
            usual = float(past[-56:].mean() * 7)
            found.append(Day(index, int(counts[index]), after, usual, told.mean, told.spread))
    return found


def table(city: City, year: int) -> str:
    lines = [
        "| city, year | method | area × kind × days | stated | exceeded | as the model says itself | randomised |",
        "| --- | --- | --: | --: | --: | --: | --: |",
    ]
    for method in ("regression", "EARS-like"):
        days = judged(city, year, method)
        some = np.random.default_rng(0)
        count = np.array([one.count for one in days])
        size = 1 / np.array([one.spread for one in days])
        chance = stats.nbinom(size, size / (size + np.array([one.mean for one in days])))
        above, at_least = chance.sf(count), chance.sf(count - 1)
        between = above + some.uniform(size=len(days)) * (at_least - above)
        for level in LEVELS:
            itself = np.mean(chance.sf(chance.ppf(1 - level)))
            lines.append(
                f"| {city.name}, {year} | {method} | {len(days):,} | {level:.0%} | {np.mean(at_least <= level):.2%} "
                f"| {itself:.2%} | {np.mean(between <= level):.2%} |"
            )
        if method == "regression":
            lines.append(alarms(city, days, at_least))
    return "\n".join(lines)


def alarms(city: City, days: list[Day], p: np.ndarray) -> str:
    """What a station would have got, with false discoveries held down over all areas and kinds of a day."""
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
