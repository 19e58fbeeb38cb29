"""A unit became free: is it clearly quicker than one that is still on its way? Proposed to a person, never swapped."""

from django.db import transaction

from dispatch.assignments.models import Assignment, AssignmentState
from dispatch.recommendation.queries import needs_of
from dispatch.timers.actions import raise_alarm
from dispatch.timers.models import Alarm
from incidents.register.models import Incident
from maps.routing.straight import distance_m
from maps.routing.travel import travel_times
from units.crews.models import Unit, UnitState

ON_THE_WAY = (
    AssignmentState.SENT,
    AssignmentState.DELIVERED,
    AssignmentState.SIGNED,
    AssignmentState.EN_ROUTE,
)
NEAR_M = 10_000.0
MOST_INCIDENTS = 5
SAVES_S = 60.0
SAVES_SHARE = 0.3


def clearly_quicker(free_s: float, sent_s: float) -> bool:
    """More than a minute and more than 30 % saved."""
    return sent_s - free_s > SAVES_S and free_s < (1 - SAVES_SHARE) * sent_s


def propose_quicker(unit_id: int) -> int:
    """Look at the incidents near a unit that is free; returns how many proposals were raised."""
    unit = (
        Unit.objects.filter(pk=unit_id, state=UnitState.FREE, active=True, last_position__isnull=False)
        .select_related("last_position", "organisation")
        .first()
    )
    if unit is None:
        return 0
    here = unit.last_position.point
    waiting: dict[int, list[Assignment]] = {}
    orders = (
        Assignment.objects.filter(
            state__in=ON_THE_WAY, arrived_evidence_at=None, primary=True, unit__last_position__isnull=False
        )
        .exclude(unit=unit)
        .select_related("incident__kind__parent__parent__parent", "incident__organisation", "unit__last_position")
    )
    for order in orders:
        if distance_m(here, order.incident.point) <= NEAR_M and _may_help(unit, order):
            waiting.setdefault(order.incident_id, []).append(order)
    nearest = sorted(waiting.values(), key=lambda found: distance_m(here, found[0].incident.point))[:MOST_INCIDENTS]
    return sum(_compare(unit, found) for found in nearest)


def _may_help(unit: Unit, order: Assignment) -> bool:
    """In the same branch of the tree, and able to do what the sent unit was needed for."""
    incident, sent = order.incident, order.unit
    top = "/" + unit.organisation.path.split("/")[1] + "/"
    if not incident.organisation.path.startswith(top):
        return False
    asked = frozenset().union(*(need.capabilities for need in needs_of(incident)))
    return asked & frozenset(sent.capabilities) <= frozenset(unit.capabilities)


def _compare(unit: Unit, orders: list[Assignment]) -> int:
    incident = orders[0].incident
    points = [unit.last_position.point, *(order.unit.last_position.point for order in orders)]
    legs, straight_line = travel_times(points, incident.point)
    mine, theirs = legs[0], legs[1:]
    if mine is None or straight_line:
        return 0  # an estimate is no ground for turning anybody round
    slowest = max(
        ((leg, order) for leg, order in zip(theirs, orders, strict=True) if leg is not None),
        key=lambda pair: pair[0].seconds,
        default=None,
    )
    if slowest is None or not clearly_quicker(mine.seconds, slowest[0].seconds):
        return 0
    leg, order = slowest
    facts = {
        "unit": unit.call_sign,
        "sent": order.unit.call_sign,
        "eta_s": round(mine.seconds),
        "saves_s": round(leg.seconds - mine.seconds),
    }
    with transaction.atomic():
        Incident.objects.select_for_update().get(pk=incident.pk)
        if not Assignment.objects.filter(pk=order.pk, state__in=ON_THE_WAY).exists():
            return 0
        raise_alarm(
            "recommendation.quicker", incident=incident, severity=Alarm.Severity.WARN, assignment=order, data=facts
        )
    return 1
