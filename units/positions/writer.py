"""The one writer of positions: from the stream into tracks and last positions, each fix exactly once.

How far the stream is stored is a row moved in the transaction that stores the fixes: a writer killed at any moment goes
on where the last commit left off. A second writer waits at the lock of that row's name and takes over when it is free.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import redis
from django.db import connection, transaction
from numpy.typing import NDArray

from units.fences.watch import Watch
from units.positions import stream
from units.positions.fix import Fix
from units.positions.fixes import DTYPE, Fixes
from units.positions.judging import Judge
from units.positions.keeping import keep_how_far, keep_newest, keep_tracks
from units.positions.models import LastPosition, Stored
from units.positions.partitions import make_ahead, make_partitions
from units.positions.rows import places
from units.positions.verdict import Verdict
from units.signals import positions_stored

logger = logging.getLogger(__name__)
MOST_FIXES = 20_000  # in one transaction: only so many when it is behind
ENTRIES_AT_ONCE = 100
LONGEST_WAIT_MS = 200
TELL_EVERY_S = 1.0
KEPT_BEHIND_MS = 10_000  # broadcasters may still be reading what is stored
LOCK = 7_430_211  # one writer a database


class Gathered(NamedTuple):
    """Records of fixes by entry of the stream; ``last_id``: of the last entry read, empty when there is none."""

    entries: list[bytes]
    bodies: list[bytes]
    last_id: str

    def fixes(self) -> Fixes:
        return Fixes(np.frombuffer(b"".join(self.bodies), DTYPE))

    def places(self) -> NDArray[np.bytes_]:
        return places(self.entries, [len(body) // DTYPE.itemsize for body in self.bodies])


class Writer:
    def __init__(self) -> None:
        self.known = Judge()
        self.last_id = "0-0"
        self.days: set[int] = set()  # since 1970, of which there are partitions
        self.fences = Watch()
        self.untold: list[Fixes] = []  # true ones
        self.told = float("-inf")

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
        self.known = Judge(
            Fix(last.unit_id, *last.point.coords, last.at.timestamp(), last.received_at.timestamp(), *_more(last))
            for last in LastPosition.objects.all()
        )
        self.fences.begin()
        return True

    def end(self) -> None:
        """Let the next one be the writer."""
        self._tell()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def step(self) -> int:
        """Store what comes within ``LONGEST_WAIT_MS``, or at once what waits already; returns how many fixes."""
        gathered = self._gather()
        if not gathered.last_id:
            self.fences.committed()  # what waited for a lock
            self._tell()
            return 0
        fixes = gathered.fixes()
        self.untold.append(self._store(fixes, gathered))
        if time.monotonic() - self.told >= TELL_EVERY_S:
            self._tell()
            stream.connection().xtrim(stream.key(), minid=_before(self.last_id), approximate=True)
        return len(fixes)

    def _tell(self) -> None:
        """Receivers ask the database something, whatever the number of fixes: not five times a second."""
        fixes, self.untold = Fixes.joined(self.untold), []
        self.told = time.monotonic()
        if len(fixes):
            positions_stored.send_robust(sender=None, fixes=fixes)

    def _gather(self) -> Gathered:
        """Entries after ``last_id``.

        Gathers for a while, because a transaction costs the same for one fix as for five hundred. When it is behind
        there is no waiting, and a transaction grows: a unit's last position is then written once for many fixes.
        """
        entries: list[bytes] = []
        bodies: list[bytes] = []
        until, after, size = time.monotonic() + LONGEST_WAIT_MS / 1000, "", 0
        while size < MOST_FIXES * DTYPE.itemsize and (left := until - time.monotonic()) > 0:
            where = {stream.key(): after or self.last_id}
            found = stream.connection().xread(where, count=ENTRIES_AT_ONCE, block=max(1, int(left * 1000)))
            for entry_id, entry in found[0][1] if found else ():
                after = entry_id.decode()
                entries.append(entry_id)
                bodies.append(b"".join(stream.bodies_of(entry)))
                size += len(bodies[-1])
            if found and len(found[0][1]) == ENTRIES_AT_ONCE:
                until = time.monotonic() + LONGEST_WAIT_MS / 1000  # behind: go on reading
        return Gathered(entries, bodies, after)

    def _store(self, fixes: Fixes, gathered: Gathered) -> Fixes:
        """One transaction: tracks, last positions, fences, how far. Returns the true fixes that are news."""
        self._partitions_for(fixes)
        judged = self.known.judge(fixes.rows)
        true = Fixes(fixes.rows[judged.verdicts == Verdict.TRUE])
        with transaction.atomic():
            if len(fixes):
                keep_tracks(fixes.rows, judged.verdicts, gathered.places())
                keep_newest(judged.newest)
            self.fences.note(true)
            keep_how_far(stream.key(), gathered.last_id)
        self.known.keep(judged)
        self.last_id = gathered.last_id
        self.fences.committed()
        return true

    def _partitions_for(self, fixes: Fixes) -> None:
        days = set(np.unique(fixes.rows["received_at"] // 86_400).astype(int).tolist()) - self.days
        if days:
            make_ahead(datetime.now(UTC).date())
            make_partitions(_moment(day * 86_400).date() for day in days)
            self.days |= days


def _more(last: LastPosition) -> tuple[float | None, ...]:
    return last.speed, last.heading, last.accuracy, last.battery


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _before(entry_id: str) -> str:
    """A moment before the entry, for trimming: never beyond what is stored."""
    return f"{max(0, int(entry_id.split('-')[0]) - KEPT_BEHIND_MS)}-0"
