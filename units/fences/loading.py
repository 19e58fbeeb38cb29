"""Fences and presences out of the database, as the engine needs them."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from units.crews.models import Unit
from units.fences import plane
from units.fences.crossing import State, Watched
from units.fences.models import Fence, Presence

# Fixes of a terminal that was offline are believed when they are no older than this.
KEPT_AFTER_END = timedelta(days=1)
VERSION = "SELECT count(*), coalesce(sum(version), 0), coalesce(max(id), 0) FROM units_fence WHERE active"


def version() -> tuple:
    """Changes with every fence that is put up, changed or ended."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        return cursor.fetchone()


def watched() -> list[Watched]:
    """The fences in force, with the units each is for. An area's outline is read afresh: areas change by themselves."""
    rows = Fence.objects.filter(active=True).exclude(ends_at__lt=timezone.now() - KEPT_AFTER_END)
    fences = list(rows.select_related("area", "organisation"))
    chosen: dict[int, set[int]] = {}
    links = Fence.units.through.objects.filter(fence__active=True)
    for fence_id, unit_id in links.values_list("fence_id", "unit_id"):
        chosen.setdefault(fence_id, set()).add(unit_id)
    units = list(Unit.objects.filter(active=True).values_list("pk", "kind", "organisation__path"))
    audiences: dict[tuple, frozenset[int]] = {}
    return [
        Watched(
            id=fence.pk,
            shape=plane.of(fence.outline),
            units=_audience(fence, chosen.get(fence.pk), units, audiences),
            margin_m=fence.margin_m,
            in_a_row=fence.in_a_row,
            slower_than=fence.slower_than,
            dwell_s=fence.dwell_s,
            begins=_seconds(fence.begins_at),
            ends=_seconds(fence.ends_at),
        )
        for fence in fences
    ]


def _audience(
    fence: Fence, chosen: set[int] | None, units: list[tuple[int, str, str]], known: dict[tuple, frozenset[int]]
) -> frozenset[int]:
    """Units that the fence is for: the chosen ones, else all of its branch; of the kinds it names, if any."""
    kinds = frozenset(fence.unit_kinds)
    if chosen is not None and not kinds:
        return frozenset(chosen)
    key = (frozenset(chosen) if chosen is not None else fence.organisation.path, kinds)
    if key not in known:
        known[key] = frozenset(
            pk
            for pk, kind, path in units
            if (not kinds or kind in kinds)
            and (pk in chosen if chosen is not None else path.startswith(fence.organisation.path))
        )
    return known[key]


def states() -> dict[int, dict[int, State]]:
    """Unit → fence → state, as the last commit left them."""
    found: dict[int, dict[int, State]] = {}
    for row in Presence.objects.all():
        state = State(
            _seconds(row.since),
            row.dwelled,
            row.row,
            _seconds(row.row_at) or 0.0,
            row.row_lon or 0.0,
            row.row_lat or 0.0,
        )
        found.setdefault(row.unit_id, {})[row.fence_id] = state
    return found


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None
