"""The steps of an order, from the machine's receipt to cleared. Repeating one answers the same and writes nothing.

``at``: when it was pressed (a terminal that worked offline tells its own clock). ``source``: a word of
``AssignmentStep.Source``. Every function returns the order as it now stands and raises `Refused` when the table in
``states.py`` has no such step.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dispatch.assignments.models import Assignment, AssignmentStep
from dispatch.assignments.rows import (
    lock_order,
    make_primary,
    settle_incident,
    settle_unit,
    true_time,
    verbs_done,
    write_step,
)
from dispatch.assignments.states import decide
from dispatch.assignments.words import Did, Verb
from units.access.refused import Refused

TERMINAL, EVIDENCE = AssignmentStep.Source.TERMINAL, AssignmentStep.Source.EVIDENCE


def deliver_assignment(assignment: Assignment, *, by=None, at: datetime | None = None, source: str = EVIDENCE):
    """The unit's terminal has the order (machine receipt, 系统自动到达)."""
    return step_assignment(assignment, Verb.DELIVER, by=by, at=at, source=source)


def sign_assignment(assignment: Assignment, *, by, at: datetime | None = None, source: str = TERMINAL):
    """A human has read it (签收)."""
    return step_assignment(assignment, Verb.SIGN, by=by, at=at, source=source)


def depart_assignment(assignment: Assignment, *, by, at: datetime | None = None, source: str = TERMINAL):
    return step_assignment(assignment, Verb.DEPART, by=by, at=at, source=source)


def arrive_assignment(assignment: Assignment, *, by, at: datetime | None = None, source: str = TERMINAL):
    return step_assignment(assignment, Verb.ARRIVE, by=by, at=at, source=source)


def handle_assignment(assignment: Assignment, *, by, at: datetime | None = None, source: str = TERMINAL):
    """The work on the scene is done (处置完毕)."""
    return step_assignment(assignment, Verb.HANDLE, by=by, at=at, source=source)


def clear_assignment(assignment: Assignment, *, by, at: datetime | None = None, source: str = TERMINAL):
    """The unit is free of this order; a waiting one becomes its primary."""
    return step_assignment(assignment, Verb.CLEAR, by=by, at=at, source=source)


def step_assignment(
    assignment: Assignment, verb: Verb, *, by, at: datetime | None = None, source: str = TERMINAL, reason: str = ""
) -> Assignment:
    """One forward step by its verb."""
    with transaction.atomic():
        order = lock_order(assignment)
        return take_step(order, Verb(verb), by=by, at=at, source=source, reason=reason)


def take_step(
    order: Assignment, verb: Verb, *, by, at: datetime | None, source: str, reason: str = "", data=None
) -> Assignment:
    """The same on an order whose rows are locked already."""
    at = true_time(at, order)
    step = decide(order.state, verb, verbs_done(order), at=at, ended_at=order.ended_at)
    if step.did is Did.SAME:
        return order
    if step.did is Did.REFUSE:
        raise Refused(why_not(order, verb), code="not_allowed", data={"order": order.code, "state": order.state})
    write_step(order, verb, state=step.state, at=at, by=by, source=source, reason=reason, data=data)
    if step.did is Did.MOVE:
        if verb in (Verb.DEPART, Verb.ARRIVE) and not order.primary:
            make_primary(order)  # who drives to the second incident is on the second incident
        settle_unit(order.unit, by=by, at=at)
        settle_incident(order.incident, by=by, at=at)
    return order


def why_not(order: Assignment, verb: Verb) -> str:
    if order.live:
        return _("%(order)s is %(state)s: this step is not possible now.") % {
            "order": order.code,
            "state": order.get_state_display(),
        }
    return _("%(order)s ended at %(time)s: %(state)s.") % {
        "order": order.code,
        "state": order.get_state_display(),
        "time": date_format(timezone.localtime(order.ended_at), "H:i:s"),
    }
