"""One incident as a wall shows it: the place, who could be there when, who is sent, the steps; not the caller."""

from datetime import datetime
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.core.cache import cache
from django.utils import timezone

from dispatch.assignments.models import Assignment
from dispatch.console.panel import steps_of
from dispatch.wall.viewer import Viewer
from incidents.kinds.queries import flags_by_code
from incidents.register.models import Incident
from maps.routing.travel import reach, travel_times
from units.crews.models import Unit, UnitState

RINGS_MIN = (1, 3, 5)
LOOKED_AT = 12  # nearest by straight line, of which the quickest by road are shown
NEAREST = 4
REACH_KEPT_S = 120
ON_THE_WAY = ("sent", "delivered", "signed", "en_route")


def incident_scene(viewer: Viewer, incident: Incident) -> dict[str, Any]:
    """JSON-ready, in the active language. Of a confidential call neither place nor what would betray it."""
    now = timezone.now()
    hidden = incident.confidential
    rings, straight = (None, False) if hidden else _reach(incident)
    sent, sent_by_line = _sent(incident, hidden, now)
    nearest, near_by_line = ([], False) if hidden else _nearest(viewer, incident, now)
    return {
        "code": incident.code,
        "level": incident.level,
        "kind": incident.kind.name,
        "state": incident.state,
        "state_name": incident.get_state_display(),
        "open": incident.open,
        "opened_at": incident.opened_at,
        "closed_at": incident.closed_at,
        "place": "" if hidden else incident.address,
        "organisation": incident.organisation.name,
        "flags": [{"name": flag.name, "safety": flag.officer_safety} for flag in flags_by_code(incident.risk_flags)],
        "major": incident.major,
        "simulated": incident.simulated,
        "confidential": hidden,
        "point": None if hidden else list(incident.point.coords),
        "uncertainty_m": incident.place_uncertainty_m,
        "verified": incident.place_verified,
        "steps": [_step(row) for row in steps_of(incident)],
        "units": sent,
        "nearest": nearest,
        "rings": rings,
        "straight": straight or sent_by_line or near_by_line,
        "version": incident.version,
    }


def _step(row: dict) -> dict:
    step = row["step"]
    return {
        "name": step.name,
        "word": str(row["word"]),
        "at": step.at,
        "evidence_at": step.evidence_at,
        "warn_at": step.warn_at,
        "alarm_at": step.alarm_at,
        "next": step.next,
    }


def _reach(incident: Incident) -> tuple[dict, bool]:
    """Who could be there within 1, 3 and 5 minutes. Roads change slowly: a place is asked for once in two minutes."""
    key = f"wall.reach.{incident.point.x:.5f}.{incident.point.y:.5f}"
    known = cache.get(key)
    if known is None:
        areas, straight = reach(incident.point, RINGS_MIN, towards=True)
        known = (areas, straight)
        if not straight:
            cache.set(key, known, REACH_KEPT_S)
    return known


def _sent(incident: Incident, hidden: bool, now: datetime) -> tuple[list[dict], bool]:
    """Units with a live order: who is on the way, with minutes by road; who is there."""
    orders = list(
        Assignment.objects.live().filter(incident=incident).select_related("unit__last_position").order_by("sent_at")
    )
    going = [order for order in orders if order.state in ON_THE_WAY and _point(order.unit) and not hidden]
    legs, by_line = travel_times([_point(order.unit) for order in going], incident.point)
    eta = {order.pk: leg for order, leg in zip(going, legs, strict=True) if leg is not None}
    return [
        {
            "call_sign": order.unit.call_sign,
            "state": order.unit.state,
            "since": order.unit.state_since,
            "eta_s": round(eta[order.pk].seconds) if order.pk in eta else None,
            "fix_age_s": _age(order.unit, now),
        }
        for order in orders
    ], by_line


def _nearest(viewer: Viewer, incident: Incident, now: datetime) -> tuple[list[dict], bool]:
    """The quickest free units by road."""
    free = Unit.objects.visible_to(viewer).filter(active=True, state=UnitState.FREE, last_position__isnull=False)
    near = free.select_related("last_position").annotate(away=Distance("last_position__point", incident.point))
    units = list(near.order_by("away")[:LOOKED_AT])
    legs, by_line = travel_times([_point(unit) for unit in units], incident.point)
    known = sorted(
        ((leg, unit) for leg, unit in zip(legs, units, strict=True) if leg is not None), key=lambda one: one[0].seconds
    )
    return [
        {
            "call_sign": unit.call_sign,
            "state": unit.state,
            "eta_s": round(leg.seconds),
            "metres": round(leg.metres),
            "fix_age_s": _age(unit, now),
        }
        for leg, unit in known[:NEAREST]
    ], by_line


def _point(unit: Unit):
    last = getattr(unit, "last_position", None)
    return last.point if last is not None else None


def _age(unit: Unit, now: datetime) -> int | None:
    last = getattr(unit, "last_position", None)
    return max(0, round((now - last.at).total_seconds())) if last is not None else None
