"""The machine's clock: what positions say about orders, beside what was pressed. It never moves an order.

Moved: more than ``MOVED_M`` from where the unit was when it signed. On scene: the unit entered the ring that its order
raised around the incident's place (the place's own uncertainty, at least ``NEAR_M``): two fixes in a row inside, not
driving past; the first of them is the time of arrival. Rings are fences (``units/fences``): they see every true fix in
the transaction that stores it, so that an arrival is neither lost nor doubled when the writer is killed.
"""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dispatch.assignments.models import Assignment
from dispatch.assignments.rings import raise_ring_of
from dispatch.assignments.rows import lock_order, tell
from maps.routing.straight import distance_m
from units.fences.actions import lower_rings
from units.fences.models import FenceEvent, FencePurpose
from units.positions.fix import Fix
from units.positions.fixes import Fixes

MOVED_M = 50.0


def note_positions(fixes: Fixes) -> int:
    """Look at a batch of stored fixes; returns how many pieces of evidence were found.

    One query a batch when none of the units has an order that still waits for evidence, which is the common case.
    """
    waiting = Assignment.objects.live().filter(moved_evidence_at=None)
    concerned = set(waiting.values_list("unit_id", flat=True))  # few: not the batch's thousands as a condition
    by_unit: dict[int, list[Fix]] = {}
    for fix in fixes.of_units(concerned):
        by_unit.setdefault(fix.unit_id, []).append(fix)
    if not by_unit:
        return 0
    found = 0
    for order in waiting.filter(unit__in=by_unit).select_related("incident", "unit"):
        for fix in sorted(by_unit[order.unit_id], key=lambda fix: fix.at):
            found += _moved(order, fix)
    return found


def _moved(order: Assignment, fix: Fix) -> int:
    at = datetime.fromtimestamp(fix.at, UTC)
    if order.moved_evidence_at is not None or order.start_point is None or at < order.start_at:
        return 0
    metres = distance_m(order.start_point, (fix.lon, fix.lat))
    if metres <= MOVED_M:
        return 0
    return _keep(order, "moved_evidence_at", at, "assignment.seen_moving", {"metres": round(metres)})


def keep_arrival(event: FenceEvent) -> int:
    """A unit crossed a fence: entering the ring of its running order is its arrival. Returns 1 when that was news."""
    if event.fence.purpose != FencePurpose.ORDER or event.kind != FenceEvent.Kind.ENTER:
        return 0
    order = Assignment.objects.live().filter(ring=event.fence_id, arrived_evidence_at=None)
    order = order.select_related("incident", "unit").first()
    if order is None:
        return 0
    metres = distance_m(order.incident.point, event.point)
    return _keep(order, "arrived_evidence_at", event.at, "assignment.seen_on_scene", {"metres": round(metres)})


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
    now = timezone.now()
    for order in Assignment.objects.live().filter(incident=incident).select_related("incident", "unit"):
        lower_rings([order.ring_id])
        ring = raise_ring_of(order, begins_at=now)
        forgotten = {"arrived_evidence_at": None, "version": F("version") + 1} if order.arrived_evidence_at else {}
        Assignment.objects.filter(pk=order.pk).update(ring=ring, **forgotten)
