"""The dispatch order's states as one explicit table, and what the incident and the unit are doing, derived from orders.

Pure: words in, words out. Three rules shape the table. An order only moves forward. Steps may be skipped (an officer
who says "on scene" without having signed *is* on scene); the skipped clock stays empty, which is honest. A step that
reaches us late (a terminal that worked offline) fills its clock and never moves the order back.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from dispatch.assignments.words import Did, Step, Verb

SENT, DELIVERED, SIGNED, EN_ROUTE, ON_SCENE, HANDLED = "sent", "delivered", "signed", "en_route", "on_scene", "handled"
CLEARED, RETURNED, CANCELLED, PREEMPTED = "cleared", "returned", "cancelled", "preempted"

LIVE = (SENT, DELIVERED, SIGNED, EN_ROUTE, ON_SCENE, HANDLED)  # in the order in which they are reached
ENDED = (CLEARED, RETURNED, CANCELLED, PREEMPTED)
STATES = LIVE + ENDED

_END_BEFORE_WORK = {Verb.RETURN: RETURNED, Verb.CANCEL: CANCELLED, Verb.PREEMPT: PREEMPTED}

ALLOWED: dict[str, dict[Verb, str]] = {
    SENT: {
        Verb.DELIVER: DELIVERED,
        Verb.SIGN: SIGNED,
        Verb.DEPART: EN_ROUTE,
        Verb.ARRIVE: ON_SCENE,
        **_END_BEFORE_WORK,
    },
    DELIVERED: {Verb.SIGN: SIGNED, Verb.DEPART: EN_ROUTE, Verb.ARRIVE: ON_SCENE, **_END_BEFORE_WORK},
    SIGNED: {Verb.DEPART: EN_ROUTE, Verb.ARRIVE: ON_SCENE, **_END_BEFORE_WORK},
    EN_ROUTE: {Verb.ARRIVE: ON_SCENE, **_END_BEFORE_WORK},
    ON_SCENE: {Verb.HANDLE: HANDLED, Verb.CLEAR: CLEARED, **_END_BEFORE_WORK},
    HANDLED: {Verb.CLEAR: CLEARED},  # the work is done: it can only be cleared, not undone
    CLEARED: {},
    RETURNED: {},
    CANCELLED: {},
    PREEMPTED: {},
}

REACHES: dict[Verb, str] = {
    Verb.DELIVER: DELIVERED,
    Verb.SIGN: SIGNED,
    Verb.DEPART: EN_ROUTE,
    Verb.ARRIVE: ON_SCENE,
    Verb.HANDLE: HANDLED,
    Verb.CLEAR: CLEARED,
    Verb.RETURN: RETURNED,
    Verb.CANCEL: CANCELLED,
    Verb.PREEMPT: PREEMPTED,
}
# Steps with a clock of their own, which a terminal may tell late.
CLOCKED = (Verb.DELIVER, Verb.SIGN, Verb.DEPART, Verb.ARRIVE, Verb.HANDLE)


def decide(
    state: str, verb: Verb, done: Collection[Verb] = (), *, at: datetime | None = None, ended_at: datetime | None = None
) -> Step:
    """What ``verb``, pressed ``at``, does to an order in ``state`` whose clocks for ``done`` are filled.

    ``Did.MOVE`` with the new state; ``Did.SAME`` when it was done before (a repeated tap: answer the same, write
    nothing); ``Did.LATE`` when only the verb's clock is filled; ``Did.REFUSE`` else.
    """
    if verb in done or REACHES[verb] == state:
        return Step(Did.SAME, state)
    if verb in ALLOWED[state]:
        return Step(Did.MOVE, ALLOWED[state][verb])
    if verb in CLOCKED and _late(state, verb, at, ended_at):
        return Step(Did.LATE, state)
    return Step(Did.REFUSE, state)


def _late(state: str, verb: Verb, at: datetime | None, ended_at: datetime | None) -> bool:
    if state in LIVE:
        return LIVE.index(REACHES[verb]) < LIVE.index(state)
    if verb is Verb.DELIVER or state == CLEARED:  # cleared: the unit did all of it, whatever it pressed
        return True
    # Pressed before the order ended elsewhere: it happened, so it is kept. Pressed afterwards: the officer is told.
    return at is not None and ended_at is not None and at <= ended_at


class Order(NamedTuple):
    """What the derivations need of an order."""

    state: str
    primary: bool = True


def incident_state(orders: Iterable[str], *, reported: bool = False) -> str:
    """State of an open incident from the states of all its orders; one way while orders live.

    ``reported``: a report on the outcome stands (not returned for correction). No order left that did or does
    anything: ``accepted``, back in the queue.
    """
    states = list(orders)
    live = [state for state in states if state in LIVE]
    worked = CLEARED in states
    if not live:
        return ("reported" if reported else HANDLED) if worked else "accepted"
    if all(state == HANDLED for state in live):
        return "reported" if reported else HANDLED
    if worked or ON_SCENE in live or HANDLED in live:
        return ON_SCENE
    if EN_ROUTE in live:
        return EN_ROUTE
    return SIGNED if SIGNED in live else "dispatched"


def unit_state(orders: Iterable[Order]) -> str:
    """What a unit with these orders is doing: its primary one says; without live orders it is ``free``."""
    live = [order for order in orders if order.state in LIVE]
    if not live:
        return "free"
    state = next((order.state for order in live if order.primary), live[0].state)
    return SENT if state == DELIVERED else state
