"""Fixes as PostgreSQL takes them in fastest. Pure: values in, rows or texts of arrays out.

Making a datetime for each moment costs the driver more than all the rest of a row. A ``timestamptz`` is sent as what it
is in binary, microseconds since 2000 in an int8; arrays are sent as texts that one C function wrote.
"""

from collections.abc import Iterable

import orjson

from units.positions.fix import Fix

COPY = (
    "COPY units_track (unit_id, at, received_at, lon, lat, speed, heading, accuracy, battery, verdict, stream_id) "
    "FROM STDIN (FORMAT BINARY)"
)
TYPES = ["int8", "int8", "int8", "float8", "float8", *["float4"] * 4, "int2", "text"]
# A unit that was deleted meanwhile must not stop the writer; the order keeps two transactions from locking crosswise.
LAST = """
    INSERT INTO units_lastposition (unit_id, point, at, received_at, speed, heading, accuracy, battery)
    SELECT unit.id, ST_SetSRID(ST_MakePoint(new.lon, new.lat), 4326),
           to_timestamp(new.at), to_timestamp(new.received_at), new.speed, new.heading, new.accuracy, new.battery
      FROM unnest(%s::bigint[], %s::float8[], %s::float8[], %s::float8[], %s::float8[],
                  %s::float8[], %s::float8[], %s::float8[], %s::float8[])
           AS new(unit_id, lon, lat, at, received_at, speed, heading, accuracy, battery)
      JOIN units_unit unit ON unit.id = new.unit_id
    ON CONFLICT (unit_id) DO UPDATE
       SET point = EXCLUDED.point, at = EXCLUDED.at, received_at = EXCLUDED.received_at, speed = EXCLUDED.speed,
           heading = EXCLUDED.heading, accuracy = EXCLUDED.accuracy, battery = EXCLUDED.battery
     WHERE EXCLUDED.at > units_lastposition.at
"""
EPOCH = 946_684_800  # 2000-01-01, in seconds since 1970


def row(fix: Fix, verdict: int, place: str) -> tuple:
    """For ``COPY`` with ``TYPES``; ``place``: where in the stream it came from."""
    unit_id, lon, lat, at, received_at, speed, heading, accuracy, battery, _fixed = fix
    at, received_at = round((at - EPOCH) * 1e6), round((received_at - EPOCH) * 1e6)
    return unit_id, at, received_at, lon, lat, speed, heading, accuracy, battery, verdict, place


def arrays(fixes: Iterable[Fix]) -> list[str]:
    """The parameters of ``LAST``: each column as ``{…}``."""
    columns = list(zip(*fixes, strict=True))[:9]
    return ["{" + orjson.dumps(column).decode()[1:-1] + "}" for column in columns]
