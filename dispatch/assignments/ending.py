"""Orders that end before the work is done: returned, cancelled. The incident goes back to the queue."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dispatch.assignments.models import Assignment, AssignmentStep
from dispatch.assignments.rows import lock_order, tell, true_time
from dispatch.assignments.states import decide
from dispatch.assignments.steps import take_step, why_not
from dispatch.assignments.words import Did, Verb
from units.access.refused import Refused

CONSOLE, TERMINAL = AssignmentStep.Source.CONSOLE, AssignmentStep.Source.TERMINAL


def request_return(assignment: Assignment, *, by, reason: str, at: datetime | None = None, source: str = TERMINAL):
    """The unit asks to be let off (退单): the order stands until a dispatcher approves."""
    reason = _required(reason)
    with transaction.atomic():
        order = lock_order(assignment)
        if order.return_requested_at is not None or order.state == "returned":
            return order
        if decide(order.state, Verb.RETURN).did is not Did.MOVE:
            raise Refused(why_not(order, Verb.RETURN), code="not_allowed", data={"state": order.state})
        order.return_requested_at, order.return_reason = true_time(at, order), reason
        order.version += 1
        order.save(update_fields=["return_requested_at", "return_reason", "version"])
        facts = {"order": order.code, "reason": reason, "source": str(source)}
        tell(order, "assignment.return_requested", by=by, at=order.return_requested_at, data=facts)
    return order


def approve_return(assignment: Assignment, *, by, source: str = CONSOLE) -> Assignment:
    """The order ends as returned; without another order the incident is back in the queue."""
    with transaction.atomic():
        order = lock_order(assignment)
        if order.return_requested_at is None and order.live:
            raise Refused(_("Nobody asked to return %(order)s.") % {"order": order.code}, code="not_asked")
        return take_step(order, Verb.RETURN, by=by, at=None, source=source, reason=order.return_reason)


def refuse_return(assignment: Assignment, *, by, reason: str = "", source: str = CONSOLE) -> Assignment:
    """The unit stays on its order and is told why. Asking again is possible."""
    with transaction.atomic():
        order = lock_order(assignment)
        if order.return_requested_at is None or not order.live:
            return order
        facts = {"order": order.code, "asked": order.return_reason, "reason": reason, "source": str(source)}
        order.return_requested_at, order.return_reason = None, ""
        order.version += 1
        order.save(update_fields=["return_requested_at", "return_reason", "version"])
        tell(order, "assignment.return_refused", by=by, data=facts)
    return order


def cancel_assignment(assignment: Assignment, *, by, reason: str, source: str = CONSOLE) -> Assignment:
    """The control room takes the order back; ``reason`` is required."""
    reason = _required(reason)
    with transaction.atomic():
        order = lock_order(assignment)
        return take_step(order, Verb.CANCEL, by=by, at=None, source=source, reason=reason)


def _required(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Give the reason."), code="reason_missing", field="reason")
    return reason[:200]
