"""A day beside its expectation: alarms as often as is said, from real change, and never from too short a past."""

from datetime import date, timedelta

import numpy as np
import pytest

from incidents.hotspots.counts import discoveries, judge

FIRST = date(2024, 1, 1)  # a Monday


def ordinary(seed: int, days: int, *, mean: float = 8.0, spread: float = 0.15) -> np.ndarray:
    """Counts with season, busy Fridays and more variance than Poisson's."""
    index = np.arange(days)
    expected = mean * np.exp(0.3 * np.sin(2 * np.pi * index / 365.25) + 0.4 * (index % 7 == 4))
    some = np.random.default_rng(seed)
    return some.negative_binomial(1 / spread, 1 / (1 + spread * expected))


@pytest.mark.parametrize(("days", "method"), [(730, "negative-binomial"), (110, "ears")])
def test_ordinary_days_exceed_the_bound_as_often_as_the_level_says(days: int, method: str):
    judged = [
        one for seed in range(40) for one in judge(ordinary(seed, days, mean=30), FIRST, days=7, level=0.05)
    ]  # seven days running, so that each weekday counts alike
    assert {one.method for one in judged} == {method}
    assert 0.02 <= np.mean([one.exceeded for one in judged]) <= 0.085
    assert 0.02 <= np.mean([one.count < one.lower for one in judged]) <= 0.085
    assert np.mean([one.p for one in judged]) == pytest.approx(0.52, abs=0.06)


def test_season_and_weekday_are_expected():
    counts = ordinary(1, 3 * 365, mean=20)
    friday_in_spring = next(
        index for index in range(800, 1095) if (FIRST + timedelta(days=index)).weekday() == 4 and index % 365 > 80
    )
    [friday] = judge(counts[: friday_in_spring + 1], FIRST)
    [saturday] = judge(counts[: friday_in_spring + 2], FIRST)
    assert friday.day.weekday() == 4
    assert friday.expected == pytest.approx(20 * np.exp(0.3 + 0.4), rel=0.15)
    assert saturday.expected == pytest.approx(20 * np.exp(0.3), rel=0.15)


def test_a_real_rise_is_named_and_after_some_months_has_become_the_expectation():
    counts = ordinary(2, 900)
    counts[-120:] += 8
    rising = judge(counts[:-119], FIRST)[0]
    later = judge(counts, FIRST)[0]
    assert rising.expected == pytest.approx(8, rel=0.5)
    assert later.expected > rising.expected + 3
    counts[-1] = 60
    [peak] = judge(counts, FIRST)
    assert peak.exceeded
    assert peak.p < 0.001


def test_holidays_that_came_often_enough_have_their_own_expectation():
    holidays = {FIRST + timedelta(days=index) for index in range(20, 900, 60)}
    counts = ordinary(3, 900)
    counts[[(day - FIRST).days for day in holidays]] *= 4
    past = counts[: (max(holidays) - FIRST).days + 1]
    assert judge(past, FIRST)[0].exceeded
    assert not judge(past, FIRST, holidays=holidays)[0].exceeded


def test_a_past_too_short_says_nothing_and_is_no_alarm():
    [one] = judge([3] * 28, FIRST)
    assert (one.method, one.expected, one.upper, one.p, one.exceeded) == ("too-short", None, None, None, False)
    assert judge([3] * 29, FIRST)[0].method == "ears"
    assert judge([5], FIRST)[0].history_days == 0


@pytest.mark.parametrize("days", [60, 400])
def test_a_kind_that_never_happened_is_abnormal_only_when_it_comes_in_numbers(days: int):
    zeros = [0] * days
    assert not judge([*zeros, 0], FIRST)[0].exceeded
    assert judge([*zeros, 4], FIRST)[0].exceeded
    assert not judge([*([0, 0, 0, 0, 0, 0, 1] * (days // 7 + 5)), 1], FIRST)[0].exceeded


def test_what_is_to_come_changes_nothing():
    counts = ordinary(4, 500)
    alone = judge(counts[:-3], FIRST, days=2)
    assert judge(counts, FIRST, days=5)[:2] == alone


def test_of_many_judged_on_one_day_those_are_named_that_chance_does_not_explain():
    quiet = [judge(ordinary(seed, 120), FIRST)[0] for seed in range(100)]
    loud = judge([*ordinary(5, 120), 50], FIRST)[0]
    named = discoveries([*quiet, loud, judge([1], FIRST)[0]])
    assert named[-2:] == [True, False]
    assert sum(named) <= 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"counts": []}, "counts: give whole numbers"),
        ({"counts": [1.5, 2]}, "counts: give whole numbers"),
        ({"counts": [1, -2]}, "counts: give whole numbers"),
        ({"days": 9}, "days: give 1 … 2"),
        ({"level": 0.7}, "level: give a share"),
    ],
)
def test_what_cannot_be_judged_is_refused_by_name(wrong: dict, said: str):
    given = {"counts": [1, 2], "days": 1, "level": 0.01} | wrong
    with pytest.raises(ValueError, match=said):
        judge(given["counts"], FIRST, days=given["days"], level=given["level"])
