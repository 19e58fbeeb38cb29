"""The scoreboard: the past alone, equal areas, and off with a method that does not beat the naive map."""

from datetime import date

import numpy as np
import pytest

from incidents.hotspots.blend import blended
from incidents.hotspots.clusters import Cluster
from incidents.hotspots.counts import judge
from incidents.hotspots.grid import Grid
from incidents.hotspots.outcomes import confirmed, false_alarms
from incidents.hotspots.rankings import Past, baseline, with_clusters
from incidents.hotspots.scoreboard import Step, caught, decide, roll, summary
from incidents.hotspots.wording import ClusterFigures, CountFigures

GRID = Grid(0, 0, 250, 20, 20)
INSIDE = np.ones(400, bool)


def city(seed: int, days: int, a_day: int) -> tuple[np.ndarray, np.ndarray]:
    """Cells and days of cases round three centres, each with its street."""
    some = np.random.default_rng(seed)
    centre = np.array([(1200, 1200), (3600, 2100), (2400, 4100)])[some.integers(0, 3, days * a_day)]
    return GRID.cell(*some.normal(centre, 420).T), np.repeat(np.arange(days), a_day)


def rolled(methods, *, seed=1, days=700, a_day=2, **options):
    cell, day = city(seed, days, a_day)
    return roll(cell, day, grid=GRID, inside=INSIDE, methods=methods, first=400, last=days - 1, **options)


def steps(lead: float, number: int = 30, events: int = 10) -> list[Step]:
    return [Step("map", 7 * index, 0.02, 8, events, 4 + lead, 4) for index in range(number)]


def test_a_ranking_is_given_the_past_alone_and_judged_by_the_days_after():
    seen = []

    def spy(past: Past):
        seen.append((past.today, int(past.day.max())))
        return baseline(past)

    got = rolled({"spy": spy}, shares=(0.05,))
    assert all(latest == today - 1 for today, latest in seen)
    assert [today for today, _ in seen] == list(range(400, 694, 7))
    assert all(one.hits == one.baseline_hits and one.cells == 20 for one in got)
    assert {one.events for one in got} <= set(range(12, 15))


def test_knowing_where_is_worth_more_than_a_blind_map_and_the_future_more_than_the_past():
    cell, day = city(1, 700, 2)

    def oracle(past: Past):
        return np.bincount(cell[(day >= past.today) & (day < past.today + 7) & (cell >= 0)], minlength=400).astype(
            float
        )

    scores = summary(rolled({"blind": lambda past: np.zeros(400), "oracle": oracle}))
    assert scores["blind", 0.05].pai == pytest.approx(1, abs=0.05)
    assert scores["oracle", 0.05].hit_rate > 0.95
    assert scores["blind", 0.05].baseline_pai > 2
    assert scores["oracle", 0.05].baseline_hit_rate == scores["blind", 0.05].baseline_hit_rate


def test_the_blended_map_beats_the_naive_one_where_cases_are_rare():
    score = summary(rolled({"blended": blended}, days=900, a_day=1))["blended", 0.05]
    assert score.hits > 1.05 * score.baseline_hits


def test_a_blended_map_without_a_past_is_even_and_never_leaves_the_area():
    none = np.zeros(0, np.intp)
    half = np.arange(400) < 200
    even = blended(Past(GRID, half, none, none, 0))
    assert even[half] == pytest.approx(1 / 200)
    assert even[~half].sum() == 0


def test_cells_that_tie_share_the_hits():
    score, coming = np.array([3.0, 1, 1, 1]), np.array([2.0, 6, 0, 0])
    assert caught(score, coming, np.ones(4, bool), 2) == pytest.approx(2 + 6 / 3)
    assert caught(score, coming, np.array([True, False, True, True]), 2) == pytest.approx(2)


def test_a_method_that_does_not_beat_the_baseline_by_more_than_luck_is_switched_off():
    assert (decide(steps(+1)).on, decide(steps(+1)).reason) == (True, "beats")
    assert (decide(steps(0)).on, decide(steps(0)).reason) == (False, "does not beat")
    assert (decide(steps(-1)).on, decide(steps(-1)).lead) == (False, pytest.approx(-0.1))
    weeks = [Step("map", 7 * index, 0.02, 8, 10, 5 + (4 if index % 2 else -3), 5) for index in range(26)]
    found = decide(weeks)
    assert (found.lead, found.on, found.reason) == (pytest.approx(0.05), False, "does not beat")
    assert found.lead < found.needed
    surer = [Step("map", 7 * index, 0.02, 8, 10, 5 + (1 if index % 2 else 0), 5) for index in range(26)]
    assert (decide(surer).lead, decide(surer).reason) == (pytest.approx(0.05), "beats")


def test_a_worthless_method_is_on_in_one_week_of_twenty():
    some = np.random.default_rng(2)
    looks = [
        decide(
            [Step("map", 7 * index, 0.02, 8, 100, 50 + lead, 50) for index, lead in enumerate(some.normal(0, 4, 26))]
        )
        for _town in range(1500)
    ]
    assert 0.03 < np.mean([one.on for one in looks]) < 0.07


def test_only_the_last_steps_decide_and_too_few_leave_it_on_trial():
    turned = [*steps(+4, number=30), *(Step("map", 1000 + index, 0.02, 8, 10, 3, 4) for index in range(26))]
    assert not decide(turned[::-1]).on
    assert (decide(steps(-1, number=25)).on, decide(steps(-1, number=25)).reason) == (True, "too few")
    assert decide(steps(-1, events=1)).reason == "too few"
    assert decide([]).reason == "too few"
    with pytest.raises(ValueError, match="one method and one share"):
        decide([*steps(1), Step("other", 1, 0.02, 1, 1, 1, 1)])


def test_a_cluster_raises_its_cells_by_what_was_seen_over_what_was_expected():
    cluster = Cluster((0, 1), 0, 250, 80, 86, 12, 3.0, 0, 7, 6.0, 0.002, 500)
    raised = with_clusters(np.ones(400), [(np.array([7, 8]), cluster)])
    assert raised[[6, 7, 8, 9]].tolist() == [1, 4, 4, 1]
    figures = ClusterFigures.of(cluster, date(2026, 1, 1))
    assert (figures.first, figures.last, figures.days) == (date(2026, 3, 22), date(2026, 3, 28), 7)
    assert (figures.count, figures.expected, figures.times, figures.one_in) == (12, 3.0, 4.0, 500)


def test_the_figures_of_a_count_are_those_judged_and_a_short_past_has_none():
    [judged] = judge([2] * 200 + [30], date(2025, 1, 1))
    figures = CountFigures.of(judged)
    assert (figures.count, figures.day, figures.low) == (30, date(2025, 7, 20), judged.lower)
    assert figures.one_in == 1_000_000
    with pytest.raises(ValueError, match="too short"):
        CountFigures.of(judge([2, 3], date(2025, 1, 1))[0])


def test_a_warning_is_confirmed_by_more_than_chance_brings_and_false_ones_are_told_by_station_and_month():
    some = np.random.default_rng(1)
    for mean in (2.0, 8.0, 15.0):
        by_chance = np.mean([confirmed(int(count), mean) for count in some.poisson(mean, 4000)])
        assert 0.08 <= by_chance <= 0.22
    assert confirmed(9, 4)
    assert not confirmed(0, 0)
    alarms = false_alarms([True, False, False, True, False], station_months=12)
    assert (alarms.false, alarms.per_station_month, alarms.confirmed_share) == (3, 0.25, 0.4)
