"""Fences in the one writer of positions: killed in the middle, and fixes that must cross nothing."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from dispatch.timers.models import Alarm
from tests import factories as make
from tests.factories import HERE, point_near
from tests.processes import on_this_database
from tests.units.fence_helpers import events, post
from units.fences import watch
from units.fences.crossing import Field
from units.fences.loading import watched
from units.fences.models import FenceEvent
from units.positions import stream
from units.positions.fix import Fix
from units.positions.writer import Writer


@pytest.fixture(autouse=True)
def _look_at_once(monkeypatch):
    monkeypatch.setattr(watch, "LOOK_EVERY_S", 0)


@pytest.fixture
def alice(transactional_db):
    return make.make_user("dispatcher")


@pytest.fixture
def car(transactional_db):
    return make.make_unit("P1", point=None)


@pytest.fixture
def empty(transactional_db):
    stream.connection().delete(stream.key())
    yield
    stream.connection().delete(stream.key())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE units_track")


def to_and_fro(units, count: int) -> list[Fix]:
    """Each unit swings through the post, every one at its own pace; one fix each five seconds."""
    begin = time.time() - 5 * count - 60
    return [
        Fix(unit.pk, *point_near(300 - abs((t * (20 + 3 * n)) % 1200 - 600)).coords, begin + 5 * t, begin + 5 * t + 1)
        for t in range(count)
        for n, unit in enumerate(units)
    ]


@pytest.mark.django_db(transaction=True)
def test_a_writer_killed_in_the_middle_neither_loses_nor_doubles_a_crossing_nor_its_alarm(empty, alice):
    units = [make.make_unit(f"K{n}", point=None) for n in range(5)]
    post(alice, radius=150, tell="alarm", dwell_s=15)
    fixes = to_and_fro(units, 600)
    true, _states = Field(watched()).cross({}, fixes)
    assert len(true) > 100

    def start() -> subprocess.Popen:
        command = [sys.executable, "manage.py", "write_positions"]
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=on_this_database())

    process = start()
    try:
        for part in range(3):
            seen, until = FenceEvent.objects.count(), time.monotonic() + 30
            for place in range(part * 1000, part * 1000 + 1000, 50):
                stream.append(fixes[place : place + 50])
            while part < 2 and FenceEvent.objects.count() <= seen + 4 and time.monotonic() < until:
                time.sleep(0.005)
            if part < 2:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                process = start()
        until = time.monotonic() + 120  # a busy machine is slow to start a process
        while time.monotonic() < until:
            if FenceEvent.objects.count() >= len(true) and Alarm.objects.count() >= len(true):
                break
            time.sleep(0.1)
        time.sleep(0.3)  # would anything come twice?
    finally:
        process.terminate()
        process.wait()
    kept = FenceEvent.objects.values_list("unit_id", "fence_id", "kind", "at")
    found = [(unit, fence, kind, round(at.timestamp(), 3)) for unit, fence, kind, at in kept]
    assert sorted(found) == sorted((row.unit_id, row.fence_id, row.kind, round(row.at, 3)) for row in true)
    assert Alarm.objects.count() == len(true)
    assert Alarm.objects.values("crossing").distinct().count() == len(true)


@pytest.mark.django_db(transaction=True)
def test_a_late_or_doubted_fix_crosses_nothing(empty, alice, car):
    post(alice)
    writer = Writer()
    assert writer.begin()
    try:
        now = time.time()
        away = point_near(2000)
        stream.append([Fix(car.pk, *away.coords, now - 100, now)])
        writer.step()
        late = [Fix(car.pk, *HERE.coords, now - 200 + t, now) for t in range(4)]
        jumps = [Fix(car.pk, *HERE.coords, now - 99 + t, now) for t in range(2)]  # 2 km in a second
        stream.append([*late, *jumps])
        writer.step()
        assert events() == []
        stream.append([Fix(car.pk, *HERE.coords, now - 40 + t, now) for t in range(2)])
        writer.step()
        assert [kind for _sign, kind, _at in events()] == ["enter"]
    finally:
        writer.end()
