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
from units.positions.rows import COPY, LAST, TYPES, arrays, row
from units.positions.verdict import Known, Verdict, judge
from units.signals import positions_stored

logger = logging.getLogger(__name__)
MOST_FIXES = 20_000  # in one transaction: only so many when it is behind
ENTRIES_AT_ONCE = 100
LONGEST_WAIT_MS = 200
KEPT_BEHIND_MS = 10_000  # broadcasters may still be reading what is stored
LOCK = 7_430_211  # one writer a database
NOTHING_KNOWN = Known()
Placed = tuple[Fix, str]  # and where in the stream it came from


class Writer:
    def __init__(self) -> None:
        self.known: dict[int, Known] = {}
        self.last_id = "0-0"
        self.days: set[int] = set()  # since 1970, of which there are partitions
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
        """Store what comes within ``LONGEST_WAIT_MS``, or at once what waits already; returns how many fixes."""
        fixes, last_id = self._read()
        if not last_id:
            self.fences.committed()  # what waited for a lock
            return 0
        true = self._store(fixes, last_id)
        positions_stored.send_robust(
            sender=None, fixes=[(fix.unit_id, fix.lon, fix.lat, _moment(fix.at), fix.speed) for fix in true]
        )
        stream.connection().xtrim(stream.key(), minid=_before(self.last_id), approximate=True)
        return len(fixes)

    def _read(self) -> tuple[list[Placed], str]:
        """Fixes after ``last_id`` and the id of the last entry read, empty when there is none.

        Gathers for a while, because a transaction costs the same for one fix as for five hundred. When it is behind
        there is no waiting, and a transaction grows: a unit's last position is then written once for many fixes.
        """
        fixes: list[Placed] = []
        until, after = time.monotonic() + LONGEST_WAIT_MS / 1000, ""
        while len(fixes) < MOST_FIXES and (left := until - time.monotonic()) > 0:
            where = {stream.key(): after or self.last_id}
            found = stream.connection().xread(where, count=ENTRIES_AT_ONCE, block=max(1, int(left * 1000)))
            entries = found[0][1] if found else []
            for entry_id, entry in entries:
                after = entry_id.decode()
                fixes += [(fix, f"{after}.{place}") for place, fix in enumerate(stream.fixes_of(entry))]
            if len(entries) == ENTRIES_AT_ONCE:
                until = time.monotonic() + LONGEST_WAIT_MS / 1000  # behind: go on reading
        return fixes, after

    def _store(self, fixes: list[Placed], last_id: str) -> list[Fix]:
        """One transaction: tracks, last positions, fences, how far. Returns the true fixes that are news."""
        self._partitions_for(fixes)
        known: dict[int, Known] = {}
        true: list[Fix] = []
        with transaction.atomic(), connection.cursor() as cursor:
            with cursor.copy(COPY) as copy:
                copy.set_types(TYPES)
                for fix, place in fixes:  # thinking while the database writes
                    before = known.get(fix.unit_id) or self.known.get(fix.unit_id, NOTHING_KNOWN)
                    verdict, known[fix.unit_id] = judge(fix, before)
                    if verdict is Verdict.TRUE:
                        true.append(fix)
                    copy.write_row(row(fix, verdict, place))
            if true:
                cursor.execute(LAST, arrays({fix.unit_id: fix for fix in true}.values()))
            self.fences.note(true)
            Stored.objects.filter(stream=stream.key()).update(last_id=last_id)
        self.known.update(known)
        self.last_id = last_id
        self.fences.committed()
        return true

    def _partitions_for(self, fixes: list[Placed]) -> None:
        days = {int(fix.received_at // 86_400) for fix, _place in fixes} - self.days
        if days:
            make_ahead(datetime.now(UTC).date())
            make_partitions(_moment(day * 86_400).date() for day in days)
            self.days |= days


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _before(entry_id: str) -> str:
    """A moment before the entry, for trimming: never beyond what is stored."""
    return f"{max(0, int(entry_id.split('-')[0]) - KEPT_BEHIND_MS)}-0"
