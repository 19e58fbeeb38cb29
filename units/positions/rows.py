"""Fixes as PostgreSQL takes them in fastest: whole columns in its own binary form. Pure: arrays in, bytes out.

A ``timestamptz`` is microseconds since 2000 in an int8, a field is its length and its bytes, a missing one has the
length −1 and no bytes. So rows of the same missing fields and the same length of ``stream_id`` are all laid out alike,
and numpy writes them at once: no Python object for a field, a row or a moment.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

EPOCH = 946_684_800  # 2000-01-01, in seconds since 1970
COPY = (
    "COPY units_track (unit_id, at, received_at, lon, lat, speed, heading, accuracy, battery, verdict, stream_id) "
    "FROM STDIN (FORMAT BINARY)"
)
COPY_BEGIN, COPY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
ALWAYS = [("unit_id", ">i8"), ("at", ">i8"), ("received_at", ">i8"), ("lon", ">f8"), ("lat", ">f8")]
SOMETIMES = ["speed", "heading", "accuracy", "battery"]

# The common case: all have a row already. The order of the arrays keeps two transactions from locking crosswise.
MOVE = """
    UPDATE units_lastposition last
       SET point = ST_SetSRID(ST_MakePoint(new.lon, new.lat), 4326), at = new.at, received_at = new.received_at,
           speed = nullif(new.speed, 'NaN'), heading = nullif(new.heading, 'NaN'),
           accuracy = nullif(new.accuracy, 'NaN'), battery = nullif(new.battery, 'NaN')
      FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::float8[], %s::float8[],
                  %s::float8[], %s::float8[], %s::float8[], %s::float8[])
           AS new(unit_id, at, received_at, lon, lat, speed, heading, accuracy, battery)
     WHERE last.unit_id = new.unit_id AND last.at < new.at
"""
# A unit that was deleted meanwhile must not stop the writer.
PLACE = """
    INSERT INTO units_lastposition (unit_id, point, at, received_at, speed, heading, accuracy, battery)
    SELECT unit.id, ST_SetSRID(ST_MakePoint(new.lon, new.lat), 4326), new.at, new.received_at,
           nullif(new.speed, 'NaN'), nullif(new.heading, 'NaN'), nullif(new.accuracy, 'NaN'), nullif(new.battery, 'NaN')
      FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::float8[], %s::float8[],
                  %s::float8[], %s::float8[], %s::float8[], %s::float8[])
           AS new(unit_id, at, received_at, lon, lat, speed, heading, accuracy, battery)
      JOIN units_unit unit ON unit.id = new.unit_id
    ON CONFLICT (unit_id) DO NOTHING
"""
ARRAYS = {"int8": (20, ">i8"), "timestamptz": (1184, ">i8"), "float8": (701, ">f8")}  # oid of the element, its bytes

Rows = NDArray[Any]


def places(entries: Sequence[bytes], counts: Sequence[int]) -> NDArray[np.bytes_]:
    """Where in the stream each fix came from: the entry's id and its number in it, ``1732800000000-0.57``."""
    numbers = np.concatenate([np.arange(count) for count in counts])
    return np.strings.add(np.repeat(np.array(entries), counts), np.strings.add(b".", numbers.astype("S")))


def copied(rows: Rows, verdicts: NDArray[np.int16], come_from: NDArray[np.bytes_]) -> Iterator[bytes]:
    """What ``COPY`` reads. The rows come in groups of the same layout, within a group in their order."""
    lengths = np.strings.str_len(come_from)
    missing = sum(np.isnan(rows[name]).astype(np.int64) << bit for bit, name in enumerate(SOMETIMES))
    layouts = lengths * 16 + missing
    yield COPY_BEGIN
    for layout in np.unique(layouts).tolist():
        chosen = layouts == layout
        yield _rows_alike(rows[chosen], verdicts[chosen], come_from[chosen], *divmod(layout, 16))
    yield COPY_END


def _rows_alike(
    rows: Rows, verdicts: NDArray[np.int16], come_from: NDArray[np.bytes_], length: int, missing: int
) -> bytes:
    there = [(name, ">f4") for bit, name in enumerate(SOMETIMES) if not missing >> bit & 1]
    layout: list[tuple[str, str]] = [("columns", ">i2")]
    for name, kind in [*ALWAYS, *((name, ">f4") for name in SOMETIMES), ("verdict", ">i2"), ("place", f"S{length}")]:
        layout.append((f"{name} bytes", ">i4"))
        if name not in SOMETIMES or (name, kind) in there:
            layout.append((name, kind))
    out = np.empty(len(rows), layout)
    out["columns"] = len(ALWAYS) + len(SOMETIMES) + 2
    for name in [*dict(ALWAYS), *SOMETIMES, "verdict", "place"]:
        out[f"{name} bytes"] = out.dtype[name].itemsize if name in out.dtype.names else -1
    for name in ("at", "received_at"):
        out[name] = _moments(rows[name])
    for name in ("unit_id", "lon", "lat", *dict(there)):
        out[name] = rows[name]
    out["verdict"], out["place"] = verdicts, come_from
    return out.tobytes()


def arrays(rows: Rows) -> list[bytes]:
    """The parameters of ``MOVE`` and ``PLACE``, binary arrays; what is missing is "not a number"."""
    moments = [_array("timestamptz", _moments(rows[name])) for name in ("at", "received_at")]
    numbers = [_array("float8", rows[name]) for name in ("lon", "lat", *SOMETIMES)]
    return [_array("int8", rows["unit_id"]), *moments, *numbers]


def _array(kind: str, values: NDArray[Any]) -> bytes:
    oid, form = ARRAYS[kind]
    elements = np.empty(len(values), [("bytes", ">i4"), ("value", form)])
    elements["bytes"], elements["value"] = 8, values
    return struct.pack(">iiIii", 1, 0, oid, len(values), 1) + elements.tobytes()


def _moments(seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint((seconds - EPOCH) * 1e6).astype(np.int64)
