"""Crossings and presences into the database, inside the transaction that stores the fixes they come from."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection

from units.fences.crossing import Changes, Crossing

# A unit or a fence that was deleted meanwhile has no events: it must not stop the writer.
EVENTS = """
    INSERT INTO units_fenceevent (fence_id, organisation_id, unit_id, kind, at, received_at, point)
    SELECT fence.id, fence.organisation_id, unit.id, new.kind, new.at, new.received_at,
           ST_SetSRID(ST_MakePoint(new.lon, new.lat), 4326)
      FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[],
                  %s::float8[], %s::float8[])
           WITH ORDINALITY AS new(unit_id, fence_id, kind, at, received_at, lon, lat, number)
      JOIN units_unit unit ON unit.id = new.unit_id
      JOIN units_fence fence ON fence.id = new.fence_id
     ORDER BY new.number
"""
PRESENCES = """
    INSERT INTO units_presence (unit_id, fence_id, since, dwelled, row, row_at, row_lon, row_lat)
    SELECT unit.id, fence.id, new.since, new.dwelled, new.row, new.row_at, new.row_lon, new.row_lat
      FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::boolean[], %s::smallint[], %s::timestamptz[],
                  %s::float8[], %s::float8[])
           AS new(unit_id, fence_id, since, dwelled, "row", row_at, row_lon, row_lat)
      JOIN units_unit unit ON unit.id = new.unit_id
      JOIN units_fence fence ON fence.id = new.fence_id
    ON CONFLICT (unit_id, fence_id) DO UPDATE
       SET since = EXCLUDED.since, dwelled = EXCLUDED.dwelled, row = EXCLUDED.row, row_at = EXCLUDED.row_at,
           row_lon = EXCLUDED.row_lon, row_lat = EXCLUDED.row_lat
"""
GONE = """
    DELETE FROM units_presence USING unnest(%s::bigint[], %s::bigint[]) AS gone(unit_id, fence_id)
     WHERE units_presence.unit_id = gone.unit_id AND units_presence.fence_id = gone.fence_id
"""


def keep_crossings(crossings: Iterable[Crossing]) -> None:
    rows = [
        (one.unit_id, one.fence_id, one.kind, _moment(one.at), _moment(one.received_at), one.lon, one.lat)
        for one in crossings
    ]
    _run(EVENTS, rows)


def keep_states(changes: Changes) -> None:
    """Each changed state: written, or deleted when there is nothing to remember."""
    _run(
        PRESENCES,
        [
            (
                *key,
                _moment(state.since),
                state.dwelled,
                state.row,
                _moment(state.row_at) if state.row else None,
                state.row_lon if state.row else None,
                state.row_lat if state.row else None,
            )
            for key, state in changes.items()
            if state is not None
        ],
    )
    _run(GONE, [key for key, state in changes.items() if state is None])


def _run(statement: str, rows: list[tuple]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
