"""Fixes into the database, inside the transaction that says how far the stream is stored."""

import numpy as np
from numpy.typing import NDArray

from units.positions.driver import Ready, prepared
from units.positions.rows import COPY, MOVE, PLACE, Rows, arrays, copied

HOW_FAR = "UPDATE units_stored SET last_id = %s WHERE stream = %s"


def keep_tracks(rows: Rows, verdicts: NDArray[np.int16], come_from: NDArray[np.bytes_]) -> None:
    with prepared() as cursor, cursor.copy(COPY) as copy:
        for part in copied(rows, verdicts, come_from):
            copy.write(part)


def keep_newest(rows: Rows) -> None:
    """``rows``: the newest true fix of each unit that moved, in the order of units."""
    if not len(rows):
        return
    with prepared() as cursor:
        parameters = [Ready(array) for array in arrays(rows)]
        cursor.execute(MOVE, parameters, prepare=True)
        if cursor.rowcount < len(rows):  # some were never seen before
            cursor.execute(PLACE, parameters)


def keep_how_far(stream: str, last_id: str) -> None:
    with prepared() as cursor:
        cursor.execute(HOW_FAR, [last_id, stream], prepare=True)
