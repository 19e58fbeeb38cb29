"""Reads of orders. Whoever may see the incident sees its orders; who may act on one is asked here, too."""

from django.db.models import Q, QuerySet

from dispatch.assignments.clocks import clocks
from dispatch.assignments.models import Assignment
from incidents.register.models import Incident
from units.access.scope import scope_paths, within
from units.duty.queries import units_crewed_by

JOINED = ("incident__kind", "unit", "organisation", "by")


def orders_of(incident: Incident) -> list[Assignment]:
    """All orders of an incident the user was let see, the running ones first, then by time."""
    orders = list(Assignment.objects.filter(incident=incident).select_related(*JOINED))
    return sorted(orders, key=lambda order: (not order.live, order.sent_at, order.pk))


def orders_visible(user, *, live: bool = False) -> QuerySet[Assignment]:
    """Orders of incidents the user may see."""
    orders = Assignment.objects.live() if live else Assignment.objects.all()
    return orders.filter(incident__in=Incident.objects.visible_to(user)).select_related(*JOINED)


def orders_answerable(user, right: str = "assignment.answer") -> QuerySet[Assignment]:
    """Orders on which the user may act: those of the units below a desk, and of the unit they are aboard."""
    at_desk = within(scope_paths(user, "incident.relay"))
    aboard = Q(unit__in=units_crewed_by(user).values("pk"))
    return Assignment.objects.visible_to(user, right).filter(at_desk | aboard).select_related(*JOINED)


def order_json(order: Assignment) -> dict:
    """One order for programs: both clocks and their differences in seconds (button − evidence)."""
    incident = order.incident
    return {
        "code": order.code,
        "incident": {
            "code": incident.code,
            "kind": incident.kind.code,
            "level": incident.level,
            "state": incident.state,
            "lon": incident.point.x,
            "lat": incident.point.y,
            "place": incident.address or incident.place_typed,
            "uncertainty_m": incident.place_uncertainty_m,
        },
        "unit": order.unit.call_sign,
        "state": order.state,
        "primary": order.primary,
        "instruction": order.instruction,
        "eta_s": order.eta_s,
        "sent_at": order.sent_at,
        "delivered_at": order.delivered_at,
        "signed_at": order.signed_at,
        "en_route_at": order.en_route_at,
        "on_scene_at": order.on_scene_at,
        "handled_at": order.handled_at,
        "ended_at": order.ended_at,
        "moved_evidence_at": order.moved_evidence_at,
        "arrived_evidence_at": order.arrived_evidence_at,
        "differences_s": {clock.step: clock.difference_s for clock in clocks(order) if clock.difference_s is not None},
        "return_requested_at": order.return_requested_at,
        "return_reason": order.return_reason,
        "version": order.version,
    }
