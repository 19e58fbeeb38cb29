"""The published inputs and results that the scans are compared with, read from the shared test data."""

import datetime as dt
from collections import defaultdict

import numpy as np

from incidents.hotspots.zones import on_sphere
from tests.maps.extracts import shared

NEW_MEXICO = range(1973, 1992)


def rows(name: str) -> list[list[str]]:
    path = shared("satscan_reference", "predictcode" if name.startswith("pc_") else "official_samples", name)
    return [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def places(name: str, *, sphere: bool = False) -> tuple[list[str], np.ndarray]:
    read = rows(name)
    first, second = (np.array([float(row[column]) for row in read]) for column in (1, 2))
    return [row[0] for row in read], on_sphere(second, first) if sphere else np.stack([first, second], axis=1)


def cases(name: str, names: list[str], day) -> tuple[list[int], list[int]]:
    """One entry a case: index of its place, and what ``day`` makes of the third column."""
    each = [(names.index(place), day(when)) for place, count, when in rows(name) for _ in range(int(count))]
    return [place for place, _ in each], [when for _, when in each]


def days_since(first: dt.date):
    return lambda text: (dt.date(*map(int, text.split("/"))) - first).days


def per_place(name: str, names: list[str]) -> np.ndarray:
    counts = np.zeros((len(names), 1))
    for place, count in rows(name):
        counts[names.index(place)] += int(count)
    return counts


def new_mexico(names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Cases and expected cases (counties, years), standardised by age group and sex."""
    cases = defaultdict(lambda: np.zeros((len(names), len(NEW_MEXICO))))
    people = defaultdict(lambda: defaultdict(lambda: np.zeros(len(names))))
    for place, count, year, *stratum in rows("nm.cas"):
        cases[tuple(stratum)][names.index(place), int(year) - NEW_MEXICO[0]] += int(count)
    for place, year, count, *stratum in rows("nm.pop"):
        people[tuple(stratum)][1900 + int(year)][names.index(place)] += int(count)
    expected = np.zeros((len(names), len(NEW_MEXICO)))
    for stratum, counted in people.items():
        lived = person_days(counted)
        expected += lived * (cases[stratum].sum() / lived.sum())
    return sum(cases.values()), expected


def person_days(counted: dict[int, np.ndarray]) -> np.ndarray:
    """People × days of each year: straight lines between the counts, which were taken in the middle of a year."""
    taken = np.array([dt.date(year, 7, 1).toordinal() for year in sorted(counted)])
    people = np.array([counted[year] for year in sorted(counted)])
    starts = [dt.date(year, 1, 1).toordinal() for year in (*NEW_MEXICO, NEW_MEXICO[-1] + 1)]
    bends = np.union1d(starts, taken)
    at_bends = np.array([np.interp(bends, taken, column) for column in people.T])
    areas = (at_bends[:, 1:] + at_bends[:, :-1]) / 2 * np.diff(bends)
    return np.add.reduceat(areas, np.searchsorted(bends, starts[:-1]), axis=1)
