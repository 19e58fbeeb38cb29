"""Reads of stored tracks. Guard the unit with ``visible_to(user, "track.see")`` before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from units.positions.verdict import AHEAD_S, OLD_S, Verdict

MOST = 60_000  # three days of a fix every five seconds
# What is true was received between these two moments around the device's own: only those days' partitions are read.
EARLIER, LATER = timedelta(seconds=AHEAD_S), timedelta(seconds=OLD_S)
COLUMNS = """
    SELECT extract(epoch FROM at)::float8, extract(epoch FROM received_at)::float8, lon, lat, speed, heading, verdict
      FROM units_track WHERE unit_id = %(unit)s AND at >= %(since)s AND at < %(until)s
"""
TRUE = "AND verdict IN (%(true)s, %(late)s) AND received_at >= %(earliest)s AND received_at < %(latest)s"
ORDER = "ORDER BY at, received_at LIMIT %(most)s"

type Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fixes:
    """Parallel arrays, oldest first: ``t`` and ``received`` seconds since 1970, degrees, m/s, degrees (or NaN)."""

    t: Floats
    received: Floats
    lon: Floats
    lat: Floats
    speed: Floats
    heading: Floats
    verdict: Floats

    def __len__(self) -> int:
        return len(self.t)

    def every(self, step: int) -> "Fixes":
        """Each ``step``-th fix and always the last."""
        kept = sorted({*range(0, len(self.t), max(1, step)), *([len(self.t) - 1] if len(self.t) else [])})
        return Fixes(*(getattr(self, name)[kept] for name in self.__slots__))


def fixes_of(unit_id: int, since: datetime, until: datetime, *, raw: bool = False) -> Fixes:
    """The fixes of a unit between two moments of its own clock: the true ones (also those that came late), or all."""
    asked = {
        "unit": unit_id,
        "since": since,
        "until": until,
        "most": MOST,
        "true": Verdict.TRUE,
        "late": Verdict.LATE,
        "earliest": since - EARLIER,
        "latest": until + LATER,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{COLUMNS} {'' if raw else TRUE} {ORDER}", asked)
        rows = cursor.fetchall()
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 7)
    return Fixes(*(np.ascontiguousarray(column) for column in table.T))
