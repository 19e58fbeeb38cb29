"""Who crossed which fence: pure, by walks of which we know the truth."""

import random
from itertools import groupby, pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from units.fences import plane
from units.fences.crossing import Field, State, Watched
from units.positions.fix import Fix

LON, LAT = 7.42, 43.735
CAR, BIKE = 1, 2
BOTH = frozenset({CAR, BIKE})


def at(east: float, north: float = 0.0) -> tuple[float, float]:
    """Degrees so many metres from the middle, along the sphere that the engine stands on."""
    degree = np.radians(1) * plane.EARTH_RADIUS_M
    return LON + east / (degree * np.cos(np.radians(LAT))), LAT + north / degree


def fix(east: float, t: float, *, north: float = 0.0, unit: int = CAR, **more) -> Fix:
    return Fix(unit, *at(east, north), t, t + 0.4, **more)


def post(ident: int = 1, radius: float = 50, **more) -> Watched:
    return Watched(ident, plane.circle(LON, LAT, radius), more.pop("units", BOTH), **more)


def walk(fences, fixes, cuts=()):
    """Crossings when the fixes come in batches cut there, as ``(fence, unit, kind, at)``; the writer's memory kept."""
    field, states, found = Field(fences), {}, []
    edges = [0, *sorted(cuts), len(fixes)]
    for begin, end in pairwise(edges):
        crossings, changes = field.cross(states, fixes[begin:end])
        found += crossings
        for (unit, fence), state in changes.items():
            if state is None:
                states.get(unit, {}).pop(fence, None)
            else:
                states.setdefault(unit, {})[fence] = state
    return [(one.fence_id, one.unit_id, one.kind, one.at) for one in found]


def kinds(crossings) -> list[str]:
    return [kind for _fence, _unit, kind, _at in crossings]


def test_a_unit_that_drives_in_stays_and_drives_out_is_seen_doing_so():
    fixes = [fix(x, t) for t, x in enumerate([200, 90, 40, 20, 0, 0, 0, -40, -80, -120, -200])]
    assert walk([post(dwell_s=3)], fixes) == [(1, CAR, "enter", 2), (1, CAR, "dwell", 5), (1, CAR, "leave", 8)]


def test_the_time_is_that_of_the_first_fix_that_said_so_and_it_is_certain_with_the_second():
    field = Field([post()])
    crossings, changes = field.cross({}, [fix(200, 0), fix(10, 5)])
    assert crossings == []
    [entered], _changes = field.cross({CAR: {1: changes[CAR, 1]}}, [fix(0, 10)])
    assert (entered.at, entered.received_at, entered.lon) == (5, 10.4, pytest.approx(at(10)[0]))


def test_one_fix_that_jumps_out_and_back_is_no_leaving_nor_one_that_jumps_in_an_entering():
    inside = [fix(x, t) for t, x in enumerate([10, 0, 0, 300, 5, 0])]
    assert kinds(walk([post()], inside)) == ["enter"]
    assert walk([post()], [fix(x, t) for t, x in enumerate([300, 300, 20, 300, 300])]) == []


def test_near_the_edge_but_within_the_margin_is_neither_in_nor_out():
    fixes = [fix(x, t) for t, x in enumerate([0, 0, 60, 65, 69, 60, 60])]
    assert kinds(walk([post(margin_m=20)], fixes)) == ["enter"]
    assert kinds(walk([post(margin_m=5)], fixes)) == ["enter", "leave"]


@pytest.mark.parametrize(("accuracy", "entered"), [(None, True), (20.0, True), (80.0, False)])
def test_a_fix_rougher_than_the_fence_is_wide_proves_nothing(accuracy, entered):
    fixes = [fix(0, t, accuracy=accuracy) for t in range(4)]
    assert bool(walk([post()], fixes)) is entered


def test_a_rough_fix_outside_is_no_leaving_as_long_as_it_may_be_inside():
    fixes = [fix(0, 0), fix(0, 1), *(fix(100, t, accuracy=45.0) for t in range(2, 8))]
    assert kinds(walk([post()], fixes)) == ["enter"]
    assert kinds(walk([post()], [*fixes, fix(120, 8, accuracy=45.0), fix(120, 9, accuracy=45.0)])) == ["enter", "leave"]


def test_who_drives_past_faster_than_the_fence_asks_has_not_arrived():
    fast = [fix(x, t, speed=16.0) for t, x in enumerate([40, 20, 0, -20, -40])]
    assert walk([post(slower_than=10.0)], fast) == []
    assert kinds(walk([post()], fast)) == ["enter"]


def test_a_fence_sees_only_its_own_units_in_its_own_time():
    fixes = [fix(0, t, unit=unit) for t in range(10) for unit in (CAR, BIKE)]
    fences = [post(1, units=frozenset({CAR})), post(2, begins=3, ends=8), post(3, begins=20), post(4, ends=0)]
    assert walk(fences, fixes) == [(1, CAR, "enter", 0), (2, CAR, "enter", 3), (2, BIKE, "enter", 3)]


def test_the_hole_of_a_ring_is_outside():
    ring = Watched(1, plane.circle(LON, LAT, 500, 200), BOTH)
    fixes = [fix(x, t) for t, x in enumerate([600, 400, 300, 100, 50, 0, -50, -300, -400])]
    assert walk([ring], fixes) == [(1, CAR, "enter", 1), (1, CAR, "leave", 3), (1, CAR, "enter", 7)]


@pytest.mark.parametrize("lat", [-33.9, 0.0, 43.735, 69.6])
def test_a_metre_is_a_metre_at_every_latitude(lat):
    """Against the great circle of ``maps.routing``: radius and margin are true within half a metre at 1 km."""
    from maps.routing.straight import distance_m

    disc = Watched(1, plane.circle(18.9, lat, 1000), frozenset({CAR}), margin_m=100, in_a_row=1)
    random.seed(3)
    for _try in range(300):
        turn, metres = random.uniform(0, 2 * np.pi), random.uniform(900, 1300)
        north = metres * np.cos(turn) / 111_195
        place = (18.9 + metres * np.sin(turn) / (111_195 * np.cos(np.radians(lat))), lat + north)
        true = distance_m((18.9, lat), place)
        if min(abs(true - 1000), abs(true - 1100)) < 1.5:
            continue
        there = Fix(CAR, *place, 1, 1)
        assert bool(walk([disc], [there])) is (true < 1000)
        left = Field([disc]).cross({CAR: {1: State(since=0.0)}}, [there])[0]
        assert bool(left) is (true > 1100)


# --- random walks ---

SQUARE = shapely.box(*at(-300, -300), *at(300, 300))
FENCES = [
    Watched(1, SQUARE, BOTH, margin_m=20, dwell_s=30),
    post(2, radius=120, dwell_s=10, in_a_row=3),
    post(3, radius=60, slower_than=12.0, in_a_row=1, margin_m=0),
    Watched(4, plane.circle(LON, LAT, 500, 250), frozenset({BIKE})),
]


def wander(seed: int, count: int = 300) -> list[Fix]:
    dice, fixes = random.Random(seed), []
    place = {CAR: [-350.0, 0.0], BIKE: [0.0, 380.0]}
    for t in range(count):
        unit = dice.choice((CAR, BIKE))
        place[unit] = [0.97 * now + dice.gauss(0, 45) for now in place[unit]]
        rough = dice.choice([None, 5.0, 30.0, 150.0])
        speed = dice.choice([None, 0.0, 20.0])
        fixes.append(fix(place[unit][0], t, north=place[unit][1], unit=unit, accuracy=rough, speed=speed))
    return fixes


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sets(st.integers(0, 300), max_size=60))
def test_however_the_fixes_are_cut_into_batches_the_crossings_are_the_same(seed, cuts):
    fixes = wander(seed)
    assert sorted(walk(FENCES, fixes, cuts)) == sorted(walk(FENCES, fixes))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_enter_and_leave_take_turns_and_a_visit_has_at_most_one_dwell(seed):
    crossings = sorted(walk(FENCES, wander(seed)), key=lambda one: (one[:2], one[3]))
    for _who, visits in groupby(crossings, key=lambda one: one[:2]):
        found = list(visits)
        turns = [kind for kind in kinds(found) if kind != "dwell"]
        assert turns == ["enter", "leave"] * (len(turns) // 2) + ["enter"] * (len(turns) % 2)
        for before, after in zip(kinds(found), kinds(found)[1:], strict=False):
            assert not (before == after == "dwell")
            assert not (after == "dwell" and before == "leave")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 6))
def test_a_unit_that_stands_on_the_edge_does_not_flutter(seed, noise):
    """±6 m of noise (one sigma) around the very edge, margin 20 m: it may enter, it never leaves."""
    dice = random.Random(seed)
    fixes = [fix(300 + max(-19, min(19, dice.gauss(0, noise))), t) for t in range(400)]
    assert kinds(walk(FENCES[:1], fixes)) in ([], ["enter"], ["enter", "dwell"])


def test_without_margin_and_agreement_the_same_unit_would_flutter():
    """So the test above is about something."""
    dice = random.Random(1)
    fixes = [fix(300 + dice.gauss(0, 6), t) for t in range(400)]
    assert len(walk([Watched(1, SQUARE, BOTH, margin_m=0, in_a_row=1)], fixes)) > 100
