"""The machine's clock: what positions say about orders, beside what was pressed. It never moves an order.

Moved: more than ``MOVED_M`` from where the unit was when it signed. On scene: two fixes in a row, not driving past,
within the incident's reach (its own uncertainty, at least ``NEAR_M``); the first of them is the time of arrival.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q

from dispatch.assignments.models import Assignment
from dispatch.assignments.rows import lock_order, tell
from maps.routing.straight import distance_m

MOVED_M = 50.0
NEAR_M = 60.0
DRIVING_PAST_MPS = 10.0


class Fix(NamedTuple):
    """One true fix: degrees WGS-84, its own time, metres a second."""

    unit_id: int
    lon: float
    lat: float
    at: datetime
    speed: float | None = None


def note_positions(fixes: Iterable[Fix]) -> int:
    """Look at a batch of stored fixes; returns how many pieces of evidence were found.

    One query a batch when none of the units has an order that still waits for evidence, which is the common case.
    """
    by_unit: dict[int, list[Fix]] = {}
    for fix in fixes:
        by_unit.setdefault(fix.unit_id, []).append(fix)
    if not by_unit:
        return 0
    waiting = (
        Assignment.objects.live()
        .filter(Q(moved_evidence_at=None) | Q(arrived_evidence_at=None), unit__in=by_unit)
        .select_related("incident", "unit")
    )
    found = 0
    for order in waiting:
        for fix in sorted(by_unit[order.unit_id], key=lambda fix: fix.at):
            found += _moved(order, fix) + _arrived(order, fix)
    return found


def _moved(order: Assignment, fix: Fix) -> int:
    if order.moved_evidence_at is not None or order.start_point is None or fix.at < order.start_at:
        return 0
    metres = distance_m(order.start_point, (fix.lon, fix.lat))
    if metres <= MOVED_M:
        return 0
    return _keep(order, "moved_evidence_at", fix.at, "assignment.seen_moving", {"metres": round(metres)})


def _arrived(order: Assignment, fix: Fix) -> int:
    if order.arrived_evidence_at is not None or fix.at < order.sent_at:
        return 0
    metres = distance_m(order.incident.point, (fix.lon, fix.lat))
    near = metres <= max(NEAR_M, order.incident.place_uncertainty_m)
    if not near or (fix.speed or 0) > DRIVING_PAST_MPS:
        _near_since(order, None)
        return 0
    if order.near_since is None:
        _near_since(order, fix.at)
        return 0
    if fix.at <= order.near_since:
        return 0
    first = order.near_since
    return _keep(order, "arrived_evidence_at", first, "assignment.seen_on_scene", {"metres": round(metres)})


def _near_since(order: Assignment, at: datetime | None) -> None:
    if order.near_since != at:
        order.near_since = at
        Assignment.objects.filter(pk=order.pk).update(near_since=at)


def _keep(order: Assignment, clock: str, at: datetime, verb: str, facts: dict) -> int:
    """Written once, whoever reads the same fixes."""
    setattr(order, clock, at)  # the copy in hand: no second look in this batch
    with transaction.atomic():
        row = lock_order(order)
        if not row.live or getattr(row, clock) is not None:
            return 0
        setattr(row, clock, at)
        row.version += 1
        row.save(update_fields=[clock, "version"])
        tell(row, verb, by=None, at=at, evidence_at=at, data={"order": row.code, **facts})
    return 1


def forget_arrival(incident) -> None:
    """The place was corrected: having been near the old point is no evidence. The story keeps the old line."""
    Assignment.objects.live().filter(incident=incident).filter(
        Q(arrived_evidence_at__isnull=False) | Q(near_since__isnull=False)
    ).update(arrived_evidence_at=None, near_since=None, version=F("version") + 1)
