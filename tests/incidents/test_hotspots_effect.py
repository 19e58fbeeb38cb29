"""Effect of measures: a real one is found, none is none, and a place that was merely at its peak is seen through."""

import numpy as np
import pytest

from incidents.hotspots.effect import effect, together
from incidents.hotspots.matching import Before, alike, choose, inside_circles

PLACES = 1500


def town(some: np.random.Generator, *, clumps: float = 1.0) -> tuple[np.ndarray, ...]:
    """Cases of each place in 22 weeks, the four after those, and the four after the measures. ``clumps``: variance over
    mean, series come in clumps."""
    rate = some.gamma(3, 0.25, PLACES)

    def weeks(number: int) -> np.ndarray:
        mean = rate * number
        return some.poisson(mean if clumps == 1 else some.gamma(mean / (clumps - 1), clumps - 1))

    return weeks(22), weeks(4), weeks(4)


def compared(place: int, whole, late, after, *, scale: float = 1.0, some=None):
    """The effect at ``place`` against matched controls, when only ``scale`` of what would have come comes there."""
    free = np.arange(len(whole)) != place
    chosen = choose(Before(whole[place], late[place]), whole, late, free=free, seed=1)
    came = after[place] if some is None else some.binomial(after[place], scale)
    return effect(int(whole[place]), int(came), [(whole[one], after[one]) for one in chosen])


def test_the_effect_is_the_change_beside_that_of_the_control_areas():
    halved = effect(120, 60, [(400, 400)])
    assert halved.ratio == pytest.approx(0.5, abs=0.01)
    assert halved.clear
    assert not effect(12, 6, [(40, 40)]).clear
    assert effect(120, 60, [(400, 200)]).ratio == pytest.approx(1, abs=0.02)
    assert effect(5, 0, [(40, 40)]).ratio > 0
    assert effect(60, 10, [(60, 10)] * 6).ratio == pytest.approx(1, abs=0.05)
    for nothing in ((0, 3, [(40, 40)]), (5, 3, [(0, 4)]), (5, 0, [(5, 0)]), (5, 5, [])):
        assert effect(*nothing) is None
    with pytest.raises(ValueError, match="from 0 on"):
        effect(-1, 0, [(1, 1)])


def test_measures_that_halve_a_busy_place_are_found_and_measures_without_effect_are_not():
    some = np.random.default_rng(4)
    real, none = [], []
    for _town in range(150):
        whole, late, after = town(some)
        # The warned place is as busy as some others: 40 in 26 weeks.
        place = int(np.argmin(np.abs(whole + late - 40)))
        real.append(compared(place, whole + late, late, after, scale=0.5, some=some))
        none.append(compared(place, whole + late, late, after))
    assert np.exp(np.mean([np.log(one.ratio) for one in real])) == pytest.approx(0.5, abs=0.1)
    assert np.mean([one.low <= 0.5 <= one.high for one in real]) > 0.93
    assert np.exp(np.mean([np.log(one.ratio) for one in none])) == pytest.approx(1, abs=0.12)
    assert np.mean([one.low <= 1 <= one.high for one in none]) > 0.93


def test_many_warnings_together_show_what_one_cannot():
    some = np.random.default_rng(8)
    real, none, claims = [], [], []
    for number in range(40):
        whole, late, after = town(some)
        whole = whole + late
        place = int(some.choice(np.flatnonzero((whole > 12) & (whole < 30))))
        kept = int(some.binomial(after[place], 0.5))
        untouched = compared(place, whole, late, after)
        free = np.arange(len(whole)) != place
        chosen = choose(Before(whole[place], late[place]), whole, late, free=free, seed=number)
        halved = effect(int(whole[place]), kept, [(whole[one], after[one]) for one in chosen])
        none.append((int(after[place]), untouched.expected, untouched.variance))
        real.append((kept, halved.expected, halved.variance))
        claims.append(halved.clear)
    assert np.mean(claims) < 0.2
    half, whole_ = together(real), together(none)
    assert (half.high < 1, half.low < 0.5 < half.high) == (True, True)
    assert whole_.low < 1 < whole_.high
    assert half.warnings == 40
    assert together([]) is None


def test_where_cases_come_in_clumps_the_interval_is_as_much_wider():
    some = np.random.default_rng(5)
    wide, plain = [], []
    for _town in range(200):
        whole, late, after = town(some, clumps=4)
        whole = whole + late
        place = int(some.choice(np.flatnonzero((whole > 15) & (whole < 40))))
        wide.append(compared(place, whole, late, after))
        rest = [(whole.sum() - whole[place], after.sum() - after[place])]
        plain.append(effect(int(whole[place]), int(after[place]), rest))
    assert np.mean([one.spread for one in wide]) > 1.5
    assert np.mean([one.clear for one in wide]) < 0.06
    assert np.mean([one.clear for one in plain]) > 0.08  # as if each case came by itself: an effect that is none
    assert effect(40, 4, [(900, 140)], weeks=[0, 9, 0, 0, 8, 0]).spread > 3


def test_a_place_at_its_peak_falls_beside_the_rest_of_the_bureau_but_not_beside_places_at_theirs():
    some = np.random.default_rng(6)
    rest, matched = [], []
    for _town in range(120):
        _whole, late, after = town(some)
        place = int(np.argsort(late)[-15])  # picked for its four weeks, and nothing is done about it
        beside = [(int(late.sum() - late[place]), int(after.sum() - after[place]))]
        rest.append(effect(int(late[place]), int(after[place]), beside))
        matched.append(compared(place, late, late, after))
    assert np.exp(np.mean([np.log(one.ratio) for one in rest])) < 0.8
    assert np.exp(np.mean([np.log(one.ratio) for one in matched])) == pytest.approx(1, abs=0.08)
    assert np.mean([one.low < 1 < one.high for one in matched]) > 0.93


def test_controls_are_as_busy_left_alone_apart_from_one_another_and_the_same_each_time():
    place = Before(16, 4)
    whole, late = np.array([16, 16, 16, 17, 40, 16, 20]), np.array([4, 4, 4, 4, 4, 40, 4])
    distance, close = alike(place, whole, late)
    assert close.tolist() == [True, True, True, True, False, False, True]
    assert distance[0] == 0
    free = np.array([False, True, True, True, True, True, True])
    centres = np.array([(0, 0), (500, 0), (560, 0), (900, 0), (1500, 0), (2000, 0), (2500, 0)])
    chosen = choose(place, whole, late, free=free, seed=3, centres=centres, apart=200)
    assert set(chosen) in ({1, 3, 6}, {2, 3, 6})
    assert chosen[1:] == [3, 6]
    assert chosen == choose(place, whole, late, free=free, seed=3, centres=centres, apart=200)
    lots = {choose(place, whole, late, free=free, seed=seed, centres=centres, apart=200)[0] for seed in range(20)}
    assert lots == {1, 2}
    assert choose(place, whole, late, free=free, seed=3, most=2) == choose(place, whole, late, free=free, seed=3)[:2]
    assert choose(place, whole, late, free=np.zeros(7, bool), seed=3) == []


def test_cases_are_counted_within_the_circle():
    assert inside_circles([(0, 0), (100, 0)], 50, [(0, 0), (50, 0), (120, 0), (300, 0)]).tolist() == [2, 2]
    assert inside_circles([(0, 0)], 50, np.zeros((0, 2))).tolist() == [0]
