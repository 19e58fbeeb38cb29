"""Many fixes at once: the same verdicts as one by one, and the same values after each change of form. Pure."""

import random
import struct
from itertools import pairwise

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from units.positions import stream
from units.positions.fix import Fix
from units.positions.fixes import DTYPE, RECORD, Fixes, fix_of, packed
from units.positions.judging import Judge
from units.positions.plain import packed_plain, read_plain
from units.positions.reading import read_fix
from units.positions.rows import copied, places
from units.positions.verdict import Known, Verdict, judge

NOW = 1_795_000_000.0


def drive(seed: int, count: int) -> list[Fix]:
    """Fixes of three units with everything that can be wrong with them, in the order in which they come."""
    dice, found = random.Random(seed), []
    for number in range(count):
        at = NOW + number + dice.choice([0, 0, 0, -3, -400, 70, -90_000])
        lon = 7.42 + number * 1e-5 + dice.choice([0, 0, 0, 0, 0.3, 0.3, 2, -7.42])
        lat = 0.0 if lon < 0.1 else 43.735
        accuracy = dice.choice([None, 5.0, 499.0, 900.0])
        fixed = dice.random() > 0.05
        found.append(Fix(dice.choice([3, 1, 2]), lon, lat, at, NOW + number, accuracy=accuracy, fixed=fixed))
    return found


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), cuts=st.lists(st.integers(0, 120), max_size=6))
def test_however_they_are_cut_into_batches_fixes_get_the_verdicts_of_one_by_one(seed, cuts):
    fixes, known, one_by_one = drive(seed, 120), {}, []
    for fix in fixes:
        verdict, known[fix.unit_id] = judge(fix, known.get(fix.unit_id) or Known())
        one_by_one.append(verdict)
    at_once, all_known = [], Judge()
    edges = [0, *sorted(cuts), len(fixes)]
    for begin, end in pairwise(edges):
        judged = all_known.judge(Fixes.of(fixes[begin:end]).rows)
        again = all_known.judge(Fixes.of(fixes[begin:end]).rows)  # what was rolled back left no trace
        assert again.verdicts.tolist() == judged.verdicts.tolist()
        all_known.keep(judged)
        at_once += [Verdict(one) for one in judged.verdicts.tolist()]
    assert at_once == one_by_one
    assert {unit_id: all_known.known(unit_id) for unit_id in known} == known


def test_most_drives_meet_every_verdict():
    """Or the test above would compare nothing with nothing."""
    met = {int(one) for seed in range(20) for one in Judge().judge(Fixes.of(drive(seed, 120)).rows).verdicts}
    assert met == {int(one) for one in Verdict}


PLAIN = {"unit": "P12", "lon": 7.42, "lat": 43, "at": "2026-11-23T08:00:00.123456+08:00", "speed": 0, "heading": 359.9}


@pytest.mark.parametrize(
    ("change", "is_plain"),
    [
        ({}, True),
        ({"at": "2026-11-23T00:00:00Z", "accuracy": 5.5, "battery": 1, "note": {"any": ["thing"]}}, True),
        ({"unit": "P99"}, False),
        ({"unit": 12}, False),
        ({"unit": None}, False),
        ({"lon": 180.1}, False),
        ({"lat": "43"}, False),
        ({"at": 1795000000}, False),
        ({"at": "2026-11-23T08:00:00"}, False),
        ({"at": "2200-11-23T08:00:00Z"}, False),
        ({"at": "1969-11-23T08:00:00Z"}, False),
        ({"speed": None}, False),
        ({"speed": -1}, False),
        ({"heading": 360}, False),
        ({"battery": 80}, False),
        ({"accuracy": True}, False),
    ],
)
def test_a_plain_fix_becomes_the_same_as_the_careful_reader_makes_of_it(change, is_plain):
    said, units = {**PLAIN, **change}, {"P12": 7, "P13": 8}
    plain = read_plain(orjson.dumps({"fixes": [said, PLAIN]}))
    records = plain and packed_plain(plain, units, NOW)
    assert (records is not None) == is_plain
    if is_plain:
        assert list(map(fix_of, RECORD.iter_unpack(records))) == [read_fix(one, units, NOW) for one in (said, PLAIN)]


SOME = [
    Fix(5, 7.42, 43.735, NOW + 0.123456, NOW + 1, 6.1, 359.9, 5.0, 0.8),
    Fix(2**40, -179.999999, -89.5, NOW, NOW + 1, None, 0.0, None, None, fixed=False),
]


def test_a_fix_is_the_same_after_it_was_packed():
    assert list(Fixes.of(SOME)) == SOME
    assert Fixes.of(SOME)[1] == SOME[1]
    assert list(Fixes.of(SOME).of_units([5, 7])) == SOME[:1]


def test_an_entry_that_the_release_before_left_in_the_stream_is_read():
    entry = {b"2": b"[[5,7.42,43.735,1795000000.0,1795000001.0,6.0,null,5.0,null,true]]", b"p3": packed(SOME)}
    assert list(stream.fixes_of(entry)) == [
        Fix(5, 7.42, 43.735, NOW, NOW + 1, 6.0, None, 5.0, None),
        *SOME,
    ]


def test_a_row_is_laid_out_as_postgresql_reads_it():
    """The length of each field before it, −1 and nothing for what is missing; moments in µs since 2000."""
    rows = np.frombuffer(packed(SOME[1:]), DTYPE)
    begin, row, end = copied(rows, np.array([7], np.int16), places([b"1795000000000-0"], [1]))
    fields = struct.unpack(">h iq iq iq id id i if i i ih i17s", row)
    moments = [round((second - 946_684_800) * 1e6) for second in (NOW, NOW + 1)]
    assert fields[:11] == (11, 8, 2**40, 8, moments[0], 8, moments[1], 8, -179.999999, 8, -89.5)
    assert fields[11:] == (-1, 4, 0.0, -1, -1, 2, 7, 17, b"1795000000000-0.0")
    assert begin.startswith(b"PGCOPY")
    assert end == b"\xff\xff"
