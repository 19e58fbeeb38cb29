"""The ring that a running order raises around its incident's place, for its unit alone: who enters it has arrived."""

from datetime import datetime

from dispatch.assignments.models import Assignment
from units.fences.actions import raise_ring
from units.fences.models import Fence
from units.fences.plane import FARTHEST_LAT

NEAR_M = 60.0
DRIVING_PAST_MPS = 10.0


def raise_ring_of(order: Assignment, *, begins_at: datetime | None = None) -> Fence | None:
    """Raise it: as wide as the place is uncertain, at least ``NEAR_M``. It counts from when the order was sent.

    ``None`` at the poles, where fences end: sending a unit must not fail for that.
    """
    incident = order.incident
    if abs(incident.point.y) > FARTHEST_LAT:
        return None
    return raise_ring(
        order.unit,
        incident.point,
        max(NEAR_M, incident.place_uncertainty_m),
        organisation=order.organisation,
        name=order.code,
        begins_at=begins_at or order.sent_at,
        slower_than=DRIVING_PAST_MPS,
    )
