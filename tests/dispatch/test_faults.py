"""Processes are killed while units report: consoles come back by themselves, and every acknowledged fix is stored once.

Real processes: a Redis, a writer and two web processes of the test's own; the load is the one of ``benchmarks/load``.
"""

import asyncio
import time
from datetime import UTC, datetime

import pytest
import redis
from django.db import connection

from benchmarks.bureau import bureau, fill, python_environment, stored_once, wait_until_stored
from benchmarks.load.run import Load, run

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
    begun = datetime.now(UTC)
    with bureau(python_environment(), webs=2) as made:

        async def faults() -> None:
            for deed in (_kill_writer, _kill_redis, _kill_web, _cut_broadcasters):
                await asyncio.sleep(1.0)
                await asyncio.to_thread(deed, made)

        load = Load(made.hosts, token, cookies, UNITS, every_s=1.0, seconds=9, batch=20)
        figures, fleet = asyncio.run(run(load, faults))
        wait_until_stored(made)
    assert len(figures.gaps) >= CONSOLES / 2, "the web process that was killed had consoles"
    assert max(figures.gaps) < 5
    assert len(fleet.sent.acknowledged) == len(fleet.sent.at)
    sent = len(fleet.sent.at)
    assert stored_once(sent, begun) == {"acknowledged": sent, "rows": sent, "different": sent}
    assert figures.worst < 5, "seconds until a fix was shown, whatever happened meanwhile"


def _kill_writer(made) -> None:
    made.kill("writer")
    time.sleep(0.5)
    made.start("writer")


def _kill_redis(made) -> None:
    made.kill("redis")
    time.sleep(0.5)
    made.start("redis")


def _kill_web(made) -> None:
    made.kill("web 0")
    made.start("web 0")


def _cut_broadcasters(made) -> None:
    """All lines to Redis are cut at once: readers of the stream, subscriptions, the doors'."""
    redis.Redis(port=made.redis_port).client_kill_filter(_type="normal", skipme=True)
    redis.Redis(port=made.redis_port).client_kill_filter(_type="pubsub")
