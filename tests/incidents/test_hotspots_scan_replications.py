"""Fed with the random numbers that SaTScan draws, the scan counts as many stronger replications as were published."""

import datetime as dt

import numpy as np
import pytest

from incidents.hotspots import scan
from incidents.hotspots.scan import Scope, space_time_permutation
from tests.incidents import published

SEED, MULTIPLIER, MODULUS = 12345678, 48271, 2**31 - 1  # of its Lehmer generator (Park and Miller 1988)


def dealt_as_satscan_does(names: list[str], place: np.ndarray, day: np.ndarray, last_day: int):
    """A stand-in for ``permuted_days``: replication r starts the generator at ``SEED`` + r, draws one number a case
    in the order of late days and names first, and deals out the days in the order of the numbers."""
    by_name = np.argsort(np.argsort(names))
    order = np.lexsort((by_name[place], -day))
    place, day = place[order], day[order]

    def permuted_days(at, later, places: int, days: int):
        started = iter(range(SEED + 1, SEED + 10_000))

        def draw(generator, replications: int):
            drawn = np.zeros((places, days, replications), np.int16)
            for number in range(replications):
                state, numbers = next(started), []
                for _ in place:
                    state = state * MULTIPLIER % MODULUS
                    numbers.append(state)
                dealt = day[np.argsort(np.array(numbers, np.float32) / np.float32(MODULUS), kind="stable")]
                slot = dealt - (last_day + 1 - days)
                np.add.at(drawn, (place[slot >= 0], slot[slot >= 0], number), 1)
            return drawn

        return draw

    return permuted_days


def counted(found) -> list[tuple[int, int]]:
    """Of each cluster: replications that are stronger, and those as strong or stronger. By rounding, SaTScan lets
    some that tie win and some lose, so its count lies between."""
    maxima = np.array(found.maxima)
    return [
        (int((maxima > one.statistic + 1e-9).sum()), int((maxima > one.statistic - 1e-9).sum()))
        for one in found.clusters
    ]


def test_predictcode(monkeypatch: pytest.MonkeyPatch):
    names, points = published.places("pc_satscan_test1.geo")
    place, day = (np.array(each) for each in published.cases("pc_satscan_test1.cas", names, int))
    monkeypatch.setattr(scan, "permuted_days", dealt_as_satscan_does(names, place, day, 1000))
    found = space_time_permutation(points, place, day, days=1001, scope=Scope(max_days=500, replications=248))
    assert counted(found) == [(50, 53), (144, 144)]  # 50 / 248 = 0.202 and 144 / 248 = 0.581 were published


def test_new_york_fever(monkeypatch: pytest.MonkeyPatch):
    names, points = published.places("NYCfever.geo", sphere=True)
    since = published.days_since(dt.date(2001, 11, 1))
    place, day = (np.array(each) for each in published.cases("NYCfever.cas", names, since))
    monkeypatch.setattr(scan, "permuted_days", dealt_as_satscan_does(names, place, day, 23))
    scope = Scope(max_days=7, max_radius=3000, replications=207)
    found = space_time_permutation(points, place, day, days=24, scope=scope)
    assert counted(found) == [(50, 52), (108, 119), (197, 200)]  # 50, 119 and 200 of 207: 0.242, 0.575 and 0.966
