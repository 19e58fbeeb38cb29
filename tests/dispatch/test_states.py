"""The order's state machine: every state with every verb, and what is derived from orders."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.assignments.models import ENDED_STATES, AssignmentState
from dispatch.assignments.states import ALLOWED, ENDED, LIVE, STATES, Order, decide, incident_state, unit_state
from dispatch.assignments.words import Did, Verb
from incidents.register.models import OPEN_STATES
from units.crews.models import UnitState

# One letter a verb: deliver, sign, depart, arrive, handle, clear, return, cancel, pre-empt.
# m moves, s same (repeated), l late (fills its clock only), - refused. Nothing pressed before; no clock told.
EXPECTED = {
    "sent":      "mmmm--mmm",
    "delivered": "smmm--mmm",
    "signed":    "lsmm--mmm",
    "en_route":  "llsm--mmm",
    "on_scene":  "lllsmmmmm",
    "handled":   "llllsm---",
    "cleared":   "lllll" "s---",
    "returned":  "l-----s--",
    "cancelled": "l------s-",
    "preempted": "l-------s",
}  # fmt: skip
LETTER = {"m": Did.MOVE, "s": Did.SAME, "l": Did.LATE, "-": Did.REFUSE}
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
verbs = st.sampled_from(Verb)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("place", "verb"), list(enumerate(Verb)))
def test_every_verb_in_every_state_does_what_the_table_says(state, place, verb):
    assert decide(state, verb).did is LETTER[EXPECTED[state][place]]


def test_the_table_knows_every_state_of_the_model():
    assert set(STATES) == set(AssignmentState.values) == set(ALLOWED)
    assert set(ENDED) == {str(state) for state in ENDED_STATES}


@pytest.mark.parametrize("state", ["returned", "cancelled", "preempted"])
@pytest.mark.parametrize("verb", [Verb.SIGN, Verb.DEPART, Verb.ARRIVE, Verb.HANDLE])
def test_a_step_made_offline_before_the_order_was_ended_is_kept_and_one_made_after_is_refused(state, verb):
    before = decide(state, verb, at=NOON - timedelta(seconds=1), ended_at=NOON)
    after = decide(state, verb, at=NOON + timedelta(seconds=1), ended_at=NOON)
    assert (before.did, after.did) == (Did.LATE, Did.REFUSE)
    assert before.state == after.state == state


@given(st.lists(verbs, max_size=25))
def test_no_sequence_of_verbs_moves_an_order_back_or_out_of_an_ended_state(sequence):
    state, done = "sent", set()
    for verb in sequence:
        step = decide(state, verb, done)
        assert STATES.index(step.state) >= STATES.index(state)
        if state in ENDED:
            assert step.state == state
        if step.did is not Did.MOVE:
            assert step.state == state
        else:
            done.add(verb)
            assert decide(step.state, verb, done).did is Did.SAME, "a repeated tap answers the same"
        state = step.state


@given(st.permutations([Verb.SIGN, Verb.DEPART, Verb.ARRIVE]))
def test_the_furthest_step_wins_in_whatever_order_steps_are_told(told):
    state, done = "sent", set()
    for verb in told:
        step = decide(state, verb, done)
        assert step.did in (Did.MOVE, Did.LATE)
        done.add(verb)
        state = step.state
    assert state == "on_scene"


orders = st.lists(st.sampled_from(STATES), max_size=6)


@given(orders, st.booleans())
def test_the_incident_is_in_the_queue_exactly_when_no_order_lives_or_was_cleared(states, reported):
    derived = incident_state(states, reported=reported)
    assert derived in [str(state) for state in OPEN_STATES]
    assert (derived == "accepted") == (not any(state in LIVE or state == "cleared" for state in states))


@given(orders.filter(bool), st.randoms())
def test_what_an_incident_is_does_not_depend_on_the_order_of_its_orders(states, random):
    shuffled = list(states)
    random.shuffle(shuffled)
    assert incident_state(states) == incident_state(shuffled)


@pytest.mark.parametrize(
    ("states", "reported", "expected"),
    [
        ([], False, "accepted"),
        (["returned", "cancelled", "preempted"], True, "accepted"),
        (["sent"], False, "dispatched"),
        (["delivered", "cancelled"], False, "dispatched"),
        (["sent", "signed"], False, "signed"),
        (["signed", "en_route"], False, "en_route"),
        (["sent", "on_scene"], False, "on_scene"),
        (["handled", "en_route"], False, "on_scene"),
        (["cleared", "sent"], False, "on_scene"),
        (["handled", "handled"], False, "handled"),
        (["handled"], True, "reported"),
        (["on_scene"], True, "on_scene"),
        (["cleared"], False, "handled"),
        (["cleared", "returned"], True, "reported"),
    ],
)
def test_the_incident_follows_its_orders(states, reported, expected):
    assert incident_state(states, reported=reported) == expected


def test_the_unit_follows_its_primary_order():
    assert unit_state([]) == "free"
    assert unit_state([Order("delivered")]) == "sent"
    assert unit_state([Order("on_scene", primary=False), Order("signed")]) == "signed"
    assert unit_state([Order("cleared"), Order("sent", primary=False)]) == "sent"


@given(st.lists(st.tuples(st.sampled_from(STATES), st.booleans()), max_size=5))
def test_a_unit_is_free_exactly_when_none_of_its_orders_lives(pairs):
    derived = unit_state(Order(*pair) for pair in pairs)
    assert derived in UnitState.values
    assert (derived == "free") == (not any(state in LIVE for state, _ in pairs))
