"""Locking and writing the rows of an order. Used by this room's actions only, inside their transaction.

Everybody locks in the same sequence, or two deeds could wait for each other for ever: incidents by id, units by id.
An order's row is only ever written under the locks of its incident and its unit. Units are locked without their key:
rows that point to them (positions, the story) need not wait.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from dispatch.assignments.models import Assignment, AssignmentStep
from dispatch.assignments.states import ENDED, LIVE, REACHES, Order, incident_state, unit_state
from dispatch.assignments.words import PAST, Verb
from dispatch.reports.models import ReportKind, ReportState, ResponseReport
from dispatch.signals import changed
from incidents.register.actions import derive_state
from incidents.register.models import Incident
from incidents.timeline.actions import note
from incidents.timeline.models import Entry
from units.crews.actions import CHOSEN_BY_PEOPLE, set_unit_state
from units.crews.models import Unit
from units.fences.actions import lower_rings
from units.positions.past import position_at

CLOCK = {
    Verb.DELIVER: "delivered_at",
    Verb.SIGN: "signed_at",
    Verb.DEPART: "en_route_at",
    Verb.ARRIVE: "on_scene_at",
    Verb.HANDLE: "handled_at",
}
# A terminal's clock may run ahead of ours by this much without anybody's fault.
CLOCK_TOLERANCE = timedelta(seconds=2)


def lock_incidents(ids: Iterable[int]) -> dict[int, Incident]:
    rows = Incident.objects.select_for_update(of=("self",)).filter(pk__in=set(ids))
    return {row.pk: row for row in rows.select_related("organisation", "kind", "area").order_by("pk")}


def lock_units(ids: Iterable[int]) -> dict[int, Unit]:
    rows = Unit.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(ids))
    return {row.pk: row for row in rows.select_related("organisation").order_by("pk")}


def lock_order(assignment: Assignment) -> Assignment:
    """The order as it stands now, with its incident and unit locked."""
    incident = lock_incidents([assignment.incident_id])[assignment.incident_id]
    unit = lock_units([assignment.unit_id])[assignment.unit_id]
    row = Assignment.objects.select_related("organisation", "by").get(pk=assignment.pk)
    row.incident, row.unit = incident, unit
    return row


def verbs_done(order: Assignment) -> set[Verb]:
    return {verb for verb, clock in CLOCK.items() if getattr(order, clock) is not None}


def true_time(at: datetime | None, order: Assignment) -> datetime:
    """The time told, kept between sending and now: a terminal's wrong clock must not make negative durations."""
    now = timezone.now()
    if at is None or at > now + CLOCK_TOLERANCE:
        return now
    return min(max(at, order.sent_at), now)


def write_step(
    order: Assignment, verb: Verb, *, state: str, at: datetime, by, source: str, reason: str = "", data=None
) -> None:
    """Save the order with its new state and clock, its step, the story's line, and announce it."""
    late = order.state == state and verb in CLOCK
    written = ["state", "version"]
    if verb in CLOCK:
        setattr(order, CLOCK[verb], at)
        written.append(CLOCK[verb])
    if verb in (Verb.SIGN, Verb.DEPART) and order.start_at is None:
        order.start_point, order.start_at = position_at(order.unit_id, at), at
        written += ["start_point", "start_at"]
    if state in ENDED and order.state not in ENDED:
        order.ended_at = at
        written.append("ended_at")
        lower_rings([order.ring_id])
    order.state = state
    order.version += 1
    order.save(update_fields=written)
    AssignmentStep.objects.create(
        assignment=order, state=REACHES[verb], at=at, source=source, reason=reason[:200], by=by
    )
    facts = {"order": order.code, "source": str(source), **({"reason": reason} if reason else {}), **(data or {})}
    if late:
        facts["late"] = True
    machine = source == AssignmentStep.Source.EVIDENCE
    tell(order, f"assignment.{PAST[verb]}", by=by, at=at, evidence_at=at if machine else None, data=facts)


def tell(order: Assignment, verb: str, *, by, at=None, evidence_at=None, data: dict | None = None) -> None:
    """One line in the incident's story and the announcement (journal, consoles, timers)."""
    note(order.incident, verb, by=by, unit=order.unit, at=at, evidence_at=evidence_at, data=data or {})
    facts = {"incident": order.incident.code, "unit": order.unit.call_sign, **(data or {})}
    changed.send(sender=Assignment, verb=verb, subject=order, by=by, data=facts)


def make_primary(order: Assignment) -> None:
    """This becomes what the unit is doing; the former primary order waits."""
    others = Assignment.objects.live().filter(unit=order.unit_id, primary=True).exclude(pk=order.pk)
    others.update(primary=False, version=F("version") + 1)  # first: a constraint allows one primary a unit
    if not order.primary:
        Assignment.objects.filter(pk=order.pk).update(primary=True, version=F("version") + 1)
        order.primary, order.version = True, order.version + 1


def settle_unit(unit: Unit, *, by, at: datetime | None = None) -> None:
    """After orders changed: a waiting order moves up when the primary one ended, and the unit's state follows."""
    orders = list(
        Assignment.objects.live().filter(unit=unit).select_related("incident").order_by("incident__level", "sent_at")
    )
    if orders and not any(order.primary for order in orders):
        first = orders[0]
        make_primary(first)
        first.unit = unit
        tell(first, "assignment.promoted", by=by, data={"order": first.code})
    if orders or unit.state not in CHOSEN_BY_PEOPLE:
        state = unit_state(Order(order.state, order.primary) for order in orders)
        set_unit_state(unit, state, by=by, at=at)


def settle_incident(incident: Incident, *, by, at: datetime | None = None) -> None:
    """The incident's state from its orders since it was last reopened."""
    if not incident.open:
        return
    orders = Assignment.objects.filter(incident=incident)
    reports = ResponseReport.objects.filter(incident=incident, kind=ReportKind.RESULT)
    reopened = Entry.objects.filter(incident=incident, verb="incident.reopened").order_by("-at").first()
    if reopened:
        orders = orders.exclude(state__in=ENDED, ended_at__lt=reopened.at)
        reports = reports.filter(at__gte=reopened.at)
    states = list(orders.values_list("state", flat=True))
    reported = reports.exclude(state=ReportState.RETURNED).exists()
    derive_state(incident, incident_state(states, reported=reported), by=by, at=at)


def live_orders_of(unit: Unit) -> list[Assignment]:
    return list(Assignment.objects.filter(unit=unit, state__in=LIVE).select_related("incident", "by"))
