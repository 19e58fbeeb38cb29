"""Many fixes at once, as records of fixed width: the stream carries them, numpy reads them where they lie. Pure.

A record is a ``Fix``: unit, eight numbers (one that is missing is "not a number"), and 1 when the receiver had a fix.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import nan
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from units.positions.fix import Fix

RECORD = Struct("<q8dq")
DTYPE = np.dtype([("unit_id", "<i8"), *((name, "<f8") for name in Fix._fields[1:9]), ("fixed", "<i8")])


def packed(fixes: Iterable[Fix]) -> bytes:
    """Their records, one after the other."""
    pack = RECORD.pack
    return b"".join(
        [
            pack(
                *(unit_id, lon, lat, at, received_at),
                nan if speed is None else speed,
                nan if heading is None else heading,
                nan if accuracy is None else accuracy,
                nan if battery is None else battery,
                fixed,
            )
            for unit_id, lon, lat, at, received_at, speed, heading, accuracy, battery, fixed in fixes
        ]
    )


def fix_of(record: tuple) -> Fix:
    """``record``: as ``RECORD.unpack`` or ``tolist()`` of a row give it."""
    unit_id, lon, lat, at, received_at, speed, heading, accuracy, battery, fixed = record
    return Fix(
        *(unit_id, lon, lat, at, received_at),
        None if speed != speed else speed,  # only what is no number differs from itself
        None if heading != heading else heading,
        None if accuracy != accuracy else accuracy,
        None if battery != battery else battery,
        bool(fixed),
    )


class Fixes(Sequence[Fix]):
    """A series of fixes: its columns are arrays (``rows["lon"]``), a ``Fix`` is only made when asked for."""

    __slots__ = ("rows",)

    def __init__(self, rows: NDArray[Any]) -> None:
        self.rows = rows

    @classmethod
    def of(cls, fixes: Iterable[Fix]) -> Fixes:
        return fixes if isinstance(fixes, Fixes) else cls(np.frombuffer(packed(fixes), DTYPE))

    @classmethod
    def joined(cls, parts: Sequence[Fixes]) -> Fixes:
        return cls(np.concatenate([np.zeros(0, DTYPE), *(part.rows for part in parts)]))

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: Any) -> Any:
        return Fixes(self.rows[place]) if isinstance(place, slice) else fix_of(self.rows[place].tolist())

    def __iter__(self) -> Iterator[Fix]:
        return map(fix_of, self.rows.tolist())

    def of_units(self, unit_ids: Collection[int]) -> Fixes:
        """Those of some units, in the same order."""
        return Fixes(self.rows[np.isin(self.rows["unit_id"], list(unit_ids))]) if unit_ids else Fixes(self.rows[:0])
