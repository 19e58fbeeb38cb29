"""The simulated city, as far as it can be known without a network: the same seed, the same city; units obey."""

from itertools import islice
from random import Random

import pytest

from dispatch.simulation.motion import Way, heading_from, metres_between, shifted
from dispatch.simulation.patrol import Doing, Order, Patrol
from dispatch.simulation.script import Place, calls
from dispatch.simulation.texts import CALLS

HERE = (7.42, 43.735)
THERE = shifted(HERE, 300, 400)
PLACES = [Place("14 Rue Grimaldi", *HERE, "address"), Place("Bank", *THERE, "bank")]


def straight(a, b, kind):
    return [a, b]


def patrol(**more) -> Patrol:
    return Patrol("P12", "car", HERE, [THERE], straight, Random(1), **more)


def order(state="sent") -> Order:
    return Order("20261123-0001-1", "20261123-0001", THERE, state)


def live(unit: Patrol, seconds: float, step: float = 1.0) -> list[str]:
    return [deed for _second in range(int(seconds / step)) for deed in unit.step(step)]


def test_distance_and_heading_agree_with_a_map():
    assert metres_between(HERE, THERE) == pytest.approx(500, rel=0.002)
    assert heading_from(HERE, shifted(HERE, 100, 0)) == pytest.approx(90, abs=0.1)


def test_a_way_is_walked_at_the_speed_given_and_ends_at_its_end():
    way = Way([HERE, shifted(HERE, 100, 0), shifted(HERE, 100, 100)])
    way.advance(150)
    place, heading = way.here()
    assert metres_between(place, shifted(HERE, 100, 50)) < 0.5
    assert heading % 360 == pytest.approx(0, abs=0.5)
    way.advance(1000)
    assert way.finished


def test_the_same_seed_gives_the_same_calls_and_another_seed_others():
    first = list(islice(calls(PLACES, "en", seed=7), 40))
    assert first == list(islice(calls(PLACES, "en", seed=7), 40))
    assert first != list(islice(calls(PLACES, "en", seed=8), 40))
    assert [call.at_s for call in first] == sorted(call.at_s for call in first)
    assert first[3].at_s < 10  # the city is alive at once


def test_calls_speak_the_chosen_language():
    spoken = {call.text for call in islice(calls(PLACES, "zh-hans"), 60)}
    assert spoken <= {text for call in CALLS for text in call.zh}


def test_a_unit_that_is_sent_signs_drives_arrives_works_reports_and_is_free_again():
    unit = patrol()
    unit.obey(order())
    assert live(unit, 900) == ["sign", "depart", "arrive", "handle", "report", "clear"]
    assert metres_between(unit.place, THERE) < 1
    unit.obey(None)  # the bureau took the cleared order off its list
    live(unit, 200)
    assert unit.doing in (Doing.PATROL, Doing.STAND)


def test_a_cancelled_order_lets_the_unit_go_at_once():
    unit = patrol()
    unit.obey(order())
    live(unit, 20)
    assert unit.doing is Doing.DRIVING
    unit.obey(None)
    assert unit.order is None
    assert live(unit, 600) == []


def test_a_corrected_place_turns_the_unit_round():
    unit = patrol()
    unit.obey(order("en_route"))
    live(unit, 20)
    elsewhere = shifted(HERE, -600, 0)
    unit.obey(Order("20261123-0001-1", "20261123-0001", elsewhere, "en_route"))
    live(unit, 120)
    assert metres_between(unit.place, elsewhere) < 1


def test_a_visitors_unit_presses_no_button_and_drives_only_when_the_visitor_says_so():
    unit = patrol(manual=True)
    unit.obey(order("sent"))
    assert live(unit, 120) == []
    assert unit.place == HERE
    unit.obey(order("en_route"))
    assert live(unit, 120) == []
    assert metres_between(unit.place, THERE) < 1
