"""Position frames: who sees which rows, and what is made once for many. Pure."""

import orjson

from dispatch.live.frames import Frames, Seen
from units.positions.fix import Fix

NOW = 1_795_000_000.0
COUNTY, FIRST, SECOND = "/1/", "/1/2/", "/1/3/"
UNITS = {
    1: Seen((FIRST,), "free"),
    2: Seen((SECOND,), "busy"),
    3: Seen((SECOND, FIRST), "free"),  # shared with the first
    4: Seen(("/1/20/",), "free"),
}


def frames() -> Frames:
    return Frames([Fix(unit, 7.1234567, 43.7, NOW - 3, NOW, 11.26, 359.7) for unit in (1, 2, 3, 4, 5)], UNITS, NOW)


def ids(frame: str) -> set[int]:
    return {row[0] for row in orjson.loads(frame)["units"]}


def test_a_frame_has_the_units_of_its_branches_and_those_shared_with_them():
    made = frames()
    assert ids(made.of((COUNTY,))) == {1, 2, 3, 4}
    assert ids(made.of((FIRST,))) == {1, 3}
    assert ids(made.of((SECOND,))) == {2, 3}
    assert ids(made.of((FIRST, SECOND))) == {1, 2, 3}
    assert made.of(()) == ""
    assert made.of(("/9/",)) == ""


def test_a_frame_is_made_once_for_all_who_see_the_same():
    made = frames()
    assert made.of((FIRST,)) is made.of((FIRST,))


def test_a_row_is_no_finer_than_a_receiver_is():
    (row,) = [row for row in orjson.loads(frames().of((FIRST,)))["units"] if row[0] == 1]
    assert row == [1, 7.123457, 43.7, 0, 11.3, 3, "free"]
