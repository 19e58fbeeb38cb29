"""Processes are killed while units report: consoles come back by themselves, and every acknowledged fix is stored once.

Real processes: a Redis, a writer and two web processes of the test's own; load and faults are those of ``benchmarks``,
where ``python -m benchmarks.faults`` does the same for as long as one likes.
"""

import pytest
from django.db import connection

from benchmarks.bureau import bureau, fill
from benchmarks.faults import FAULTS, LIMIT_S, trial
from benchmarks.load.run import Load
from tests.processes import on_this_database

pytestmark = pytest.mark.django_db(transaction=True)
UNITS, CONSOLES = 200, 12


@pytest.fixture
def empty_tracks():
    """No model of Django's, so nobody else empties it."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE units_track")


def test_whatever_is_killed_consoles_return_and_no_acknowledged_fix_is_missing_or_doubled(empty_tracks):
    token, cookies = fill(UNITS, organisations=2, consoles=CONSOLES)
    with bureau(on_this_database(), webs=2) as made:
        load = Load(made.hosts, token, cookies, UNITS, every_s=1.0, seconds=18, batch=20)
        found = trial(made, load, list(FAULTS), seed=3, apart_s=(1.8, 2.4))
    assert found.broken["one of two web processes killed"] >= CONSOLES / 2
    assert {fault: max(back) for fault, back in found.back.items() if max(back) >= LIMIT_S} == {}
    assert found.stored == {"acknowledged": found.sent, "rows": found.sent, "different": found.sent}
    assert found.sent > 10 * UNITS
