"""Orders that end before the work is done: returned, cancelled, pre-empted. The incident goes back to the queue."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.assignments.models import Assignment, AssignmentStep
from dispatch.assignments.rows import (
    live_orders_of,
    lock_incidents,
    lock_order,
    lock_units,
    settle_incident,
    tell,
    true_time,
    write_step,
)
from dispatch.assignments.sending import create_order
from dispatch.assignments.states import HANDLED, decide
from dispatch.assignments.steps import take_step, why_not
from dispatch.assignments.words import Did, Verb
from incidents.register.models import Incident
from units.access.refused import Refused
from units.crews.models import Unit

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


def preempt_unit(unit: Unit, incident: Incident, *, by, reason: str, **more) -> Assignment:
    """Take the unit from what it is on and send it to ``incident``; returns the new order.

    Its primary order ends as pre-empted (as cleared when the work there was handled already) and that incident, if
    nobody else is on it, returns to the queue as accepted. Orders that waited go on waiting. ``more`` as in
    ``assign_units``: ``instruction``, ``recommendation``, ``override_reason``, ``eta_s``.
    """
    reason = _required(reason)
    with transaction.atomic():
        before = {order.incident_id for order in live_orders_of(unit)}
        incidents = lock_incidents({*before, incident.pk})
        unit = lock_units([unit.pk])[unit.pk]
        orders = live_orders_of(unit)
        if not {order.incident_id for order in orders} <= set(incidents):
            raise Refused(_("%(unit)s was just sent elsewhere: look again.") % {"unit": unit.call_sign}, code="taken")
        target = incidents[incident.pk]
        if not target.open:
            raise Refused(_("%(incident)s is not open.") % {"incident": target.code}, code="not_open")
        for order in orders:
            if order.incident_id == target.pk:
                return order
        for order in orders:
            if order.primary:
                order.unit, order.incident = unit, incidents[order.incident_id]
                _take_from(order, target, by=by, reason=reason)
        return create_order(target, unit, by=by, primary=True, source=CONSOLE, **more)


def _take_from(order: Assignment, target: Incident, *, by, reason: str) -> None:
    """End the order without settling the unit: its next order is being written."""
    verb = Verb.CLEAR if order.state == HANDLED else Verb.PREEMPT
    state = decide(order.state, verb).state
    facts = {"to": target.code}
    write_step(order, verb, state=state, at=timezone.now(), by=by, source=CONSOLE, reason=reason, data=facts)
    settle_incident(order.incident, by=by)


def _required(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Give the reason."), code="reason_missing", field="reason")
    return reason[:200]
