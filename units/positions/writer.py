"""The one writer of positions: from the stream into tracks and last positions, each fix exactly once.

How far the stream is stored is a row moved in the transaction that stores the fixes: a writer killed at any moment goes
on where the last commit left off. A second writer waits at the lock of that row's name and takes over when it is free.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

import redis
from django.db import connection, transaction

from units.fences.watch import Watch
from units.positions import stream
from units.positions.fix import Fix
from units.positions.models import LastPosition, Stored
from units.positions.partitions import make_ahead, make_partitions
from units.positions.verdict import Known, Verdict, judge
from units.signals import positions_stored

logger = logging.getLogger(__name__)
MOST_FIXES = 500
LONGEST_WAIT_MS = 200
KEPT_BEHIND_MS = 10_000  # broadcasters may still be reading what is stored
LOCK = 7_430_211  # one writer a database

COPY = (
    "COPY units_track (unit_id, at, received_at, lon, lat, speed, heading, accuracy, battery, verdict, stream_id) "
    "FROM STDIN (FORMAT BINARY)"
)
TYPES = ["int8", "timestamptz", "timestamptz", "float8", "float8", *["float4"] * 4, "int2", "text"]
LAST = """
    INSERT INTO units_lastposition (unit_id, point, at, received_at, speed, heading, accuracy, battery)
    SELECT unit.id, ST_SetSRID(ST_MakePoint(new.lon, new.lat), 4326),
           new.at, new.received_at, new.speed, new.heading, new.accuracy, new.battery
      FROM unnest(%s::bigint[], %s::float8[], %s::float8[], %s::timestamptz[], %s::timestamptz[],
                  %s::float8[], %s::float8[], %s::float8[], %s::float8[])
           AS new(unit_id, lon, lat, at, received_at, speed, heading, accuracy, battery)
      JOIN units_unit unit ON unit.id = new.unit_id
    ON CONFLICT (unit_id) DO UPDATE
       SET point = EXCLUDED.point, at = EXCLUDED.at, received_at = EXCLUDED.received_at, speed = EXCLUDED.speed,
           heading = EXCLUDED.heading, accuracy = EXCLUDED.accuracy, battery = EXCLUDED.battery
     WHERE EXCLUDED.at > units_lastposition.at
"""


class Writer:
    def __init__(self) -> None:
        self.known: dict[int, Known] = {}
        self.last_id = "0-0"
        self.day = None
        self.fences = Watch()

    def run(self, stop: Callable[[], bool]) -> None:
        """Store until ``stop()``; waits out a Redis that is away. Database errors end it: its keeper starts it anew."""
        while not stop() and not self.begin():
            time.sleep(0.5)
        while not stop():
            try:
                self.step()
            except redis.RedisError:
                logger.exception("The fix stream cannot be read; trying again")
                time.sleep(1)
        self.end()

    def begin(self) -> bool:
        """Become the writer unless there is one; learn where the last one stopped and what it knew."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return False
        row, _created = Stored.objects.get_or_create(stream=stream.key(), defaults={"last_id": self.last_id})
        self.last_id = row.last_id
        for last in LastPosition.objects.all():
            fix = Fix(last.unit_id, *last.point.coords, last.at.timestamp(), last.received_at.timestamp())
            self.known[last.unit_id] = Known(fix._replace(accuracy=last.accuracy))
        self.fences.begin()
        return True

    def end(self) -> None:
        """Let the next one be the writer."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def step(self) -> int:
        """Store about ``MOST_FIXES``, or what comes within ``LONGEST_WAIT_MS``; returns how many fixes."""
        entries = self._read()
        if not entries:
            self.fences.committed()  # what waited for a lock
            return 0
        fixes = [
            (fix, f"{entry_id}.{place}")
            for entry_id, body in entries
            for place, fix in enumerate(stream.fixes_of(body))
        ]
        true = self._store(fixes, entries[-1][0])
        positions_stored.send_robust(
            sender=None, fixes=[(fix.unit_id, fix.lon, fix.lat, _moment(fix.at), fix.speed) for fix in true]
        )
        stream.connection().xtrim(stream.key(), minid=_before(self.last_id), approximate=True)
        return len(fixes)

    def _read(self) -> list[tuple[str, dict]]:
        """Entries after ``last_id``, gathered while the batch is small and the time not up."""
        entries: list[tuple[str, dict]] = []
        until = time.monotonic() + LONGEST_WAIT_MS / 1000
        fixes, after = 0, self.last_id
        while fixes < MOST_FIXES and (left := until - time.monotonic()) > 0:
            wait = max(1, int(left * 1000))
            found = stream.connection().xread({stream.key(): after}, count=10, block=wait)
            for _stream, more in found or ():
                for entry_id, body in more:
                    after = entry_id.decode()
                    entries.append((after, body))
                    fixes += body.get(b"f", b"[").count(b"[") - 1
        return entries

    def _store(self, fixes: list[tuple[Fix, str]], last_id: str) -> list[Fix]:
        """One transaction: tracks, last positions, how far. Returns the true fixes that are news."""
        known, judged = dict(self.known), []
        for fix, stream_id in fixes:
            verdict, known[fix.unit_id] = judge(fix, known.get(fix.unit_id, Known()))
            judged.append((fix, verdict, stream_id))
        self._partitions_for(fixes)
        true = [fix for fix, verdict, _id in judged if verdict == Verdict.TRUE]
        with transaction.atomic(), connection.cursor() as cursor:
            with cursor.copy(COPY) as copy:
                copy.set_types(TYPES)
                for fix, verdict, stream_id in judged:
                    copy.write_row(_row(fix, verdict, stream_id))
            newest = {fix.unit_id: fix for fix in true}
            if newest:
                cursor.execute(LAST, _columns(list(newest.values())))
            self.fences.note(true)
            Stored.objects.filter(stream=stream.key()).update(last_id=last_id)
        self.known, self.last_id = known, last_id
        self.fences.committed()
        return true

    def _partitions_for(self, fixes: list[tuple[Fix, str]]) -> None:
        days = {_moment(fix.received_at).date() for fix, _id in fixes}
        if self.day is None or days != {self.day}:
            make_ahead(datetime.now(UTC).date())
            make_partitions(days)
            self.day = max(days)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _row(fix: Fix, verdict: Verdict, stream_id: str) -> tuple:
    return (
        *(fix.unit_id, _moment(fix.at), _moment(fix.received_at), fix.lon, fix.lat),
        *(fix.speed, fix.heading, fix.accuracy, fix.battery, int(verdict), stream_id),
    )


def _columns(fixes: list[Fix]) -> list[list]:
    rows = [
        (
            *(fix.unit_id, fix.lon, fix.lat, _moment(fix.at), _moment(fix.received_at)),
            *(fix.speed, fix.heading, fix.accuracy, fix.battery),
        )
        for fix in fixes
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _before(entry_id: str) -> str:
    return f"{max(0, int(entry_id.split('-')[0]) - KEPT_BEHIND_MS)}-0"
