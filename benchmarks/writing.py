"""The writer of positions beside a bare COPY: the same fixes, the same table, transactions in turn."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from django.db import connection, transaction

from units.positions import stream
from units.positions import writer as writing
from units.positions.fix import Fix
from units.positions.rows import COPY
from units.positions.writer import Writer

A_REQUEST = 100  # fixes in an entry of the stream
TYPES = ["int8", "timestamptz", "timestamptz", "float8", "float8", *["float4"] * 4, "int2", "text"]


@dataclass(frozen=True)
class Stored:
    """Milliseconds of each transaction of ``batch`` fixes."""

    batch: int
    ours: list[float]
    bare: list[float]

    @property
    def rate(self) -> float:
        return self.batch * len(self.ours) * 1000 / sum(self.ours)

    @property
    def bare_rate(self) -> float:
        return self.batch * len(self.bare) * 1000 / sum(self.bare)

    @property
    def share(self) -> float:
        """Of what COPY stores in the same time."""
        return self.rate / self.bare_rate


def moving(unit_ids: list[int]) -> Iterator[Fix]:
    """Fixes of cars in town for hours, each unit in turn every 5 s, the first ones three hours ago."""
    begin, step = time.time() - 3 * 3600, 0
    while True:
        for place, unit_id in enumerate(unit_ids):
            lon, lat = round(7.42 + place % 100 * 1e-4 + step * 4e-4, 6), round(43.7 + place // 100 * 1e-4, 6)
            at = begin + step * 5 + place * 5 / len(unit_ids)
            yield Fix(unit_id, lon, lat, at, at + 0.5, 6.0, 90.0, 5.0, 0.8)
        step += 1


class Walks:
    """The fleet's way for both sides; it goes on from one measurement to the next."""

    def __init__(self, unit_ids: list[int]) -> None:
        half = len(unit_ids) // 2
        self.units = len(unit_ids)
        self.ours = moving(unit_ids)
        self.bare = moving(unit_ids[half:] + unit_ids[:half])


def writer_beside_copy(walks: Walks, batch: int, fixes: int = 200_000) -> Stored:
    """``fixes`` on each side, after two transactions and a fix of every unit that do not count.

    Ours: read from the stream, judged, tracks and last positions written, fences asked (there are none), how far it is
    stored noted, committed, the stream trimmed. Bare: rows made beforehand, with psycopg's ``write_row``, in binary.
    The two walk half a fleet apart, so that neither finds in the cache what the other one has just touched.
    """
    ours: list[float] = []
    bare: list[float] = []
    with _writer(batch) as writer:
        for begin in range(0, walks.units, batch):
            _store(writer, list(islice(walks.ours, min(batch, walks.units - begin))))
        for _number in range(fixes // batch + 2):
            ours.append(_store(writer, list(islice(walks.ours, batch))))
            bare.append(_copy([_row(fix, place) for place, fix in enumerate(islice(walks.bare, batch))]))
    return Stored(batch, ours[2:], bare[2:])


@contextmanager
def _writer(batch: int) -> Iterator[Writer]:
    """One that is behind, so that it does not wait for more, and takes so many fixes at once."""
    stream.connection().delete(stream.key())
    writer, most = Writer(), writing.MOST_FIXES
    assert writer.begin(), "Another writer is running"
    writing.MOST_FIXES = batch
    try:
        yield writer
    finally:
        writing.MOST_FIXES = most
        writer.end()
        stream.connection().delete(stream.key())


def _store(writer: Writer, fixes: list[Fix]) -> float:
    for start in range(0, len(fixes), A_REQUEST):
        stream.append(fixes[start : start + A_REQUEST])
    left, begun = len(fixes), time.perf_counter()
    while left > 0:
        left -= writer.step()
    return (time.perf_counter() - begun) * 1000


def _copy(rows: list[tuple]) -> float:
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.set_types(TYPES)
        for row in rows:
            copy.write_row(row)
    return (time.perf_counter() - begun) * 1000


def _row(fix: Fix, place: int) -> tuple:
    moments = datetime.fromtimestamp(fix.at, UTC), datetime.fromtimestamp(fix.received_at, UTC)
    numbers = fix.lon, fix.lat, fix.speed, fix.heading, fix.accuracy, fix.battery
    return (fix.unit_id, *moments, *numbers, 0, f"{fix.received_at * 1000:.0f}-0.{place % A_REQUEST}")
