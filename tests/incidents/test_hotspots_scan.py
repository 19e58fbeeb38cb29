"""The scan's search is complete, its chance is fair, its answers repeat, and what it cannot use it refuses by name."""

import itertools

import numpy as np
import pytest

from incidents.hotspots import montecarlo
from incidents.hotspots.draws import permuted_days
from incidents.hotspots.scan import Scope, bernoulli, poisson, space_time_permutation


def town(seed: int, *, places: int = 25, cases: int = 150, days: int = 30):
    """Points, and the place and day of cases without any cluster; busy places, busy days."""
    some = np.random.default_rng(seed)
    busy_places, busy_days = some.gamma(3, size=places), some.gamma(9, size=days)
    place = some.choice(places, cases, p=busy_places / busy_places.sum())
    day = some.choice(days, cases, p=busy_days / busy_days.sum())
    return some.uniform(0, 5000, (places, 2)), place, day


def with_cluster(seed: int, *, extra: int, first: int, last: int):
    """A town where ``extra`` more cases fell round place 0 between two days."""
    points, place, day = town(seed, cases=500)
    some = np.random.default_rng(seed)
    near = np.argsort(((points - points[0]) ** 2).sum(axis=1))[:3]
    place, day = np.append(place, some.choice(near, extra)), np.append(day, some.integers(first, last + 1, extra))
    return points, place, day, set(near.tolist())


def strongest_by_hand(points, place, day, days: int, longest: int, *, prospective: bool) -> float:
    """The greatest statistic, one cylinder after another, straight from the formula."""
    total, best = len(place), 0.0
    for centre in range(len(points)):
        order = np.argsort(((points - points[centre]) ** 2).sum(axis=1))
        for size in range(1, len(points) + 1):
            inside = np.isin(place, order[:size])
            if inside.sum() > total / 2:
                break
            for length, end in itertools.product(range(1, longest + 1), [days] if prospective else range(1, days + 1)):
                when = (day >= end - length) & (day < end)
                seen, expected = (inside & when).sum(), inside.sum() * when.sum() / total
                if end >= length and seen >= 2 and seen > expected:
                    rest = total - seen
                    outside = rest * np.log(rest / (total - expected)) if rest else 0
                    best = max(best, seen * np.log(seen / expected) + outside)
    return best


@pytest.mark.parametrize("prospective", [True, False])
def test_no_cylinder_is_missed_in_the_data_nor_in_the_replications(prospective: bool):
    points, place, day = town(1, places=8, cases=40, days=9)
    scope = Scope(prospective=prospective, max_days=4, replications=12, seed=5)
    scan = space_time_permutation(points, place, day, days=9, scope=scope)
    by_hand = strongest_by_hand(points, place, day, 9, 4, prospective=prospective)
    assert scan.clusters[0].statistic == pytest.approx(by_hand)
    first_day = 9 - 4 if prospective else 0
    dealt = permuted_days(place, day - first_day, 8, 9 - first_day)
    drawn = dealt(np.random.Generator(np.random.PCG64(5)), 12)
    for number, greatest in enumerate(scan.maxima):
        at, when = (np.repeat(axis, drawn[:, :, number].ravel()) for axis in np.indices(drawn.shape[:2]).reshape(2, -1))
        left = np.bincount(place, minlength=8) - np.bincount(at, minlength=8)  # cases dealt to days before all windows
        at, when = np.append(at, np.repeat(np.arange(8), left)), np.append(when, np.full(left.sum(), -99))
        again = strongest_by_hand(points, at, when, 9 - first_day, 4, prospective=prospective)
        assert greatest == pytest.approx(again)


def test_a_cluster_of_these_days_is_found_with_its_places_days_and_cases():
    points, place, day, near = with_cluster(2, extra=35, first=26, last=29)
    [strongest, *others] = space_time_permutation(points, place, day, days=30, scope=Scope(max_days=10)).clusters
    assert near <= set(strongest.places)
    assert (strongest.first_day, strongest.last_day) == (26, 29)
    assert strongest.p <= 0.005
    assert strongest.recurrence_days == pytest.approx(1 / strongest.p)
    assert strongest.cases == len(strongest.members) > strongest.high > strongest.expected > strongest.low
    assert {int(place[case]) for case in strongest.members} <= set(strongest.places)
    assert all(26 <= day[case] <= 29 for case in strongest.members)
    seen = [place for one in (strongest, *others) for place in one.places]
    assert len(seen) == len(set(seen))


def test_a_cluster_that_is_over_is_found_looking_back_and_not_looking_at_today():
    points, place, day, near = with_cluster(3, extra=35, first=8, last=11)
    today = space_time_permutation(points, place, day, days=30, scope=Scope(max_days=10))
    assert today.clusters[0].p > 0.05
    [strongest, *_] = space_time_permutation(
        points, place, day, days=30, scope=Scope(max_days=10, prospective=False, replications=199)
    ).clusters
    assert near <= set(strongest.places)
    assert (strongest.first_day, strongest.last_day, strongest.recurrence_days) == (8, 11, None)
    assert strongest.p <= 0.01


def test_where_nothing_is_going_on_p_is_below_a_tenth_in_a_tenth_of_the_towns():
    scope = Scope(max_days=4, replications=99)
    ps = [
        space_time_permutation(*town(seed, places=12, cases=80, days=15), days=15, scope=scope).clusters[0].p
        for seed in range(150)
    ]
    assert 0.03 <= np.mean(np.array(ps) <= 0.1) <= 0.17  # 3 standard errors either way; ties make it a little less


def test_the_same_input_and_seed_give_the_same_answer_however_the_work_is_cut(monkeypatch):
    points, place, day, _ = with_cluster(4, extra=8, first=25, last=29)
    scope = Scope(max_days=10, replications=150, seed=7)
    scan = space_time_permutation(points, place, day, days=30, scope=scope)
    assert space_time_permutation(points, place, day, days=30, scope=scope) == scan
    monkeypatch.setattr(montecarlo, "CACHE", 100)
    assert space_time_permutation(points, place, day, days=30, scope=scope) == scan
    other = space_time_permutation(points, place, day, days=30, scope=Scope(max_days=10, replications=150, seed=8))
    assert other.maxima != scan.maxima


def test_a_quiet_day_is_recognised_early_with_the_replications_of_the_full_run():
    points, place, day = town(6)
    full = space_time_permutation(points, place, day, days=30, scope=Scope(seed=1))
    early = space_time_permutation(points, place, day, days=30, scope=Scope(seed=1, stop_after=20))
    assert early.replications < 200
    assert early.maxima == full.maxima[: early.replications]
    assert early.clusters[0].p == pytest.approx(20 / early.replications)
    assert early.clusters[0].p == pytest.approx(full.clusters[0].p, abs=0.2)


def test_more_than_population_or_controls_explain_is_found_by_the_other_models():
    some = np.random.default_rng(9)
    points, people = some.uniform(0, 1000, (20, 2)), some.integers(20, 200, (20, 12)).astype(float)
    cases = some.poisson(people / 20)
    cases[3, 9:] += 25
    for scan in (
        poisson(points, cases, people, scope=Scope(max_days=5, replications=99)),
        bernoulli(points, cases, people.astype(int), scope=Scope(max_days=5, replications=99)),
    ):
        assert (scan.clusters[0].places[0], scan.clusters[0].first_day, scan.clusters[0].p) == (3, 9, 0.01)


def test_progress_is_told_and_can_cancel():
    told = []
    points, place, day = town(1)
    space_time_permutation(points, place, day, days=30, scope=Scope(progress=lambda *figures: told.append(figures)))
    assert told[-1] == (999, 999)
    assert told == sorted(told)

    def enough(done: int, of: int):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        space_time_permutation(points, place, day, days=30, scope=Scope(progress=enough))


@pytest.mark.parametrize(
    ("place", "day"),
    [([], []), ([0], [3]), ([0, 0, 0], [1, 2, 3]), ([0, 1, 1], [2, 2, 2])],
    ids=["no case", "one case", "one place", "one day"],
)
def test_too_little_to_compare_is_no_cluster_and_no_error(place, day):
    none = np.array(place, int), np.array(day, int)
    assert space_time_permutation([(0, 0), (900, 0)], *none, days=9).clusters == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"place": [0, 5]}, "place: entry 1 is 5"),
        ({"day": [0, 9]}, "day: entry 1 is 9"),
        ({"day": [0, -1]}, "day: entry 1 is -1"),
        ({"day": [0]}, "day: has 1 entries for 2"),
        ({"place": [0.5, 1]}, "place: give one whole number"),
        ({"points": [(0, 0), (np.nan, 1)]}, "points: row 1 is no number"),
        ({"points": [1, 2]}, "points: give one row a place"),
        ({"points": np.zeros((20_001, 2))}, "points: 20001 places are too many"),
        ({"points": np.zeros((4_001, 2))}, "max_radius: give metres"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(wrong: dict, said: str):
    given = {"points": [(0, 0), (500, 0)], "place": [0, 1], "day": [0, 8]} | wrong
    with pytest.raises(ValueError, match=said):
        space_time_permutation(given["points"], given["place"], given["day"], days=9)


def test_nonsense_in_the_scope_and_in_tables_is_refused_by_name():
    with pytest.raises(ValueError, match="max_days"):
        Scope(min_days=5, max_days=3)
    with pytest.raises(ValueError, match="max_share"):
        Scope(max_share=0)
    with pytest.raises(ValueError, match="expected: is 0 where"):
        poisson([(0, 0), (9, 9)], [[1, 2], [3, 4]], [[1, 1], [0, 1]])
    with pytest.raises(ValueError, match="controls: has the shape"):
        bernoulli([(0, 0), (9, 9)], [[1], [3]], [[1, 1], [0, 1]])
