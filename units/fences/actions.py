"""Putting fences up, changing and ending them. The writer of positions follows within about a second."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import F

from units.crews.models import Unit
from units.fences.geometry import LARGEST_M, SMALLEST_M
from units.fences.models import Fence, FenceKind, FencePurpose, Tell
from units.organisations.models import Organisation
from units.signals import changed


@transaction.atomic
def add_fence(organisation: Organisation, *, by, units: Sequence[Unit] = (), **fields: Any) -> Fence:
    """Put one up. ``fields``: columns of ``Fence``. No ``units``: all of the branch (of its ``unit_kinds``, if any).

    Raises ``ValidationError`` by field for a shape that cannot be one, or a time that ends before it begins.
    """
    fence = Fence(organisation=organisation, by=by, **fields)
    fence.full_clean(exclude=["geom"])
    fence.save()
    fence.units.set(units)
    announce(fence, "fence.added", by=by)
    return fence


@transaction.atomic
def end_fence(fence: Fence, *, by) -> Fence:
    """Take it down: what happened at it stays, who was in it is neither in nor out. Ending again changes nothing."""
    row = Fence.objects.select_for_update(of=("self",)).get(pk=fence.pk)
    if row.active:
        row.active = False
        row.save(update_fields=["active"])
        announce(row, "fence.ended", by=by)
    return row


def announce(fence: Fence, verb: str, *, by) -> None:
    facts = {
        "names": fence.names,
        "kind": fence.kind,
        "tell": fence.tell,
        "units": list(fence.units.values_list("call_sign", flat=True)),
    }
    changed.send(sender=Fence, verb=verb, subject=fence, by=by, data=facts)


def raise_ring(
    unit: Unit,
    point: Point,
    radius_m: float,
    *,
    organisation: Organisation,
    name: str,
    begins_at: datetime,
    slower_than: float,
    purpose: str = FencePurpose.ORDER,
) -> Fence:
    """A ring around a place for one unit, in the transaction of the deed that needs it, which announces itself."""
    fence = Fence(
        organisation=organisation,
        name_zh=name,
        name_en=name,
        kind=FenceKind.POST,
        purpose=purpose,
        centre=point,
        radius_m=min(max(radius_m, SMALLEST_M), LARGEST_M),
        slower_than=slower_than,
        begins_at=begins_at,
        tell=Tell.SILENT,
    )
    fence.save()
    fence.units.add(unit)
    return fence


def lower_rings(ids: Iterable[int | None]) -> None:
    """End rings that ``raise_ring`` put up."""
    wanted = [pk for pk in ids if pk is not None]
    if wanted:
        Fence.objects.filter(pk__in=wanted, active=True).update(active=False, version=F("version") + 1)
