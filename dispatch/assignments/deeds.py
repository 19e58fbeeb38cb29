"""Verbs as they come from outside (page, terminal, API), each with the right it needs and the action it calls."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from dispatch.assignments import actions
from dispatch.assignments.models import Assignment, AssignmentStep
from units.access.scope import may


class Deed(NamedTuple):
    right: str
    call: Callable[..., Assignment]


def _step(action: Callable[..., Assignment]) -> Callable[..., Assignment]:
    return lambda order, *, by, at, source, reason: action(order, by=by, at=at, source=source)


DEEDS: dict[str, Deed] = {
    "deliver": Deed("assignment.answer", _step(actions.deliver_assignment)),
    "sign": Deed("assignment.answer", _step(actions.sign_assignment)),
    "depart": Deed("assignment.answer", _step(actions.depart_assignment)),
    "arrive": Deed("assignment.answer", _step(actions.arrive_assignment)),
    "handle": Deed("assignment.answer", _step(actions.handle_assignment)),
    "clear": Deed("assignment.answer", _step(actions.clear_assignment)),
    "return": Deed(
        "assignment.answer",
        lambda order, *, by, at, source, reason: actions.request_return(
            order, by=by, at=at, source=source, reason=reason
        ),
    ),
    "approve-return": Deed(
        "assignment.approve_return",
        lambda order, *, by, at, source, reason: actions.approve_return(order, by=by, source=source),
    ),
    "refuse-return": Deed(
        "assignment.approve_return",
        lambda order, *, by, at, source, reason: actions.refuse_return(order, by=by, source=source, reason=reason),
    ),
    "cancel": Deed(
        "incident.relay",
        lambda order, *, by, at, source, reason: actions.cancel_assignment(order, by=by, source=source, reason=reason),
    ),
}


def do(
    verb: str, order: Assignment, *, by, at: datetime | None = None, source: str = "", reason: str = ""
) -> Assignment:
    """Do ``verb`` on an order the user was let act on. Raises ``KeyError`` for no such verb, `Refused` by the rules."""
    return DEEDS[verb].call(order, by=by, at=at, source=source or default_source(verb, order, by), reason=reason)


def default_source(verb: str, order: Assignment, by) -> str:
    """From a desk a unit's own steps were heard on the radio; else they came from its terminal."""
    if verb == "deliver":
        return AssignmentStep.Source.EVIDENCE
    if by is None or not may(by, "incident.relay", order.organisation):
        return AssignmentStep.Source.TERMINAL
    own_deed = DEEDS[verb].right == "assignment.answer"
    return AssignmentStep.Source.VOICE if own_deed else AssignmentStep.Source.CONSOLE
