"""Fixes: what is taken, what is believed, what is stored, exactly once."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests import factories as make
from tests.processes import on_this_database
from tests.units.in_stream import in_stream
from units.duty.models import Shift, ShiftMember
from units.positions import partitions, stream
from units.positions.fix import Fix
from units.positions.models import LastPosition
from units.positions.queries import track
from units.positions.reading import read_fix
from units.positions.verdict import Known, Verdict, judge
from units.positions.writer import Writer
from units.signals import positions_stored
from units.terminals.models import Terminal

NOW = 1_795_000_000.0
HERE = Fix(1, 7.42, 43.735, NOW, NOW)


# --- believing: pure ---


def later(seconds: float, *, lon=7.42, lat=43.735, **more) -> Fix:
    return HERE._replace(at=NOW + seconds, received_at=NOW + seconds, lon=lon, lat=lat, **more)


@pytest.mark.parametrize(
    ("fix", "verdict"),
    [
        (later(5), Verdict.TRUE),
        (later(5, lon=7.422), Verdict.TRUE),  # 160 m in 5 s
        (later(5, lon=7.52), Verdict.JUMP),  # 8 km in 5 s
        (later(600, lon=7.52), Verdict.TRUE),  # 8 km in 10 min
        (later(5, lon=0.0, lat=0.0), Verdict.NULL_ISLAND),
        (later(5)._replace(at=NOW + 3600), Verdict.FUTURE),
        (later(5)._replace(at=0), Verdict.ANCIENT),
        (later(5)._replace(at=NOW - 60), Verdict.LATE),
        (later(5)._replace(at=NOW), Verdict.LATE),  # sent twice
        (later(5, accuracy=2_000.0), Verdict.POOR_ACCURACY),
        (later(5, fixed=False), Verdict.NOT_FIXED),
    ],
)
def test_a_fix_is_judged_by_itself_and_by_the_one_before(fix, verdict):
    assert judge(fix, Known(HERE))[0] == verdict


def test_the_first_fix_of_a_unit_is_believed():
    assert judge(HERE, Known()) == (Verdict.TRUE, Known(HERE))


def test_a_unit_that_really_was_moved_is_believed_at_the_third_fix_that_agrees():
    known, verdicts = Known(HERE), []
    for seconds in (5, 10, 15, 20):
        verdict, known = judge(later(seconds, lon=8.5), known)
        verdicts.append(verdict)
    assert verdicts == [Verdict.JUMP, Verdict.JUMP, Verdict.TRUE, Verdict.TRUE]


def test_jumps_that_do_not_agree_are_never_believed():
    known = Known(HERE)
    for seconds, lon in ((5, 8.5), (10, 9.5), (15, 8.5), (20, 9.5)):
        verdict, known = judge(later(seconds, lon=lon), known)
        assert verdict == Verdict.JUMP
    assert known.newest == HERE


# --- reading: pure ---

GOOD = {"unit": "P12", "lon": 7.42, "lat": 43.7, "at": "2026-11-23T08:00:00+08:00"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"unit": "P99"}, "unit_unknown"),
        ({"unit": 12}, "unit_missing"),
        ({"lon": 181}, "lon_invalid"),
        ({"lon": "7.42"}, "lon_invalid"),
        ({"lon": float("nan")}, "lon_invalid"),
        ({"lat": None}, "lat_invalid"),
        ({"at": None}, "at_missing"),
        ({"at": "yesterday"}, "at_invalid"),
        ({"at": "0001-01-01T00:00:00+23:00"}, "at_invalid"),
        ({"at": 1795000000}, "at_invalid"),
        ({"at": "2026-11-23T08:00:00"}, "at_without_offset"),
    ],
)
def test_a_fix_that_cannot_be_stored_is_refused_with_its_reason(change, reason):
    assert read_fix({**GOOD, **change}, {"P12": 1, "P13": 2}, NOW) == reason


def test_side_values_of_no_use_are_dropped_and_percent_is_understood():
    said = {**GOOD, "at": "2026-11-23T00:00:00Z", "speed": -1, "heading": 360, "accuracy": True, "battery": 80}
    fix = read_fix(said, {"P12": 1}, NOW)
    assert (fix.speed, fix.heading, fix.accuracy, fix.battery) == (None, 0.0, None, 0.8)
    assert fix.at == datetime(2026, 11, 23, tzinfo=UTC).timestamp()


# --- taking ---


@pytest.fixture
def empty_stream():
    stream.connection().delete(stream.key())
    yield
    stream.connection().delete(stream.key())


def terminal_for(**whose) -> dict[str, str]:
    """Headers of a new terminal."""
    unit = whose.get("unit")
    terminal = Terminal(label="test", organisation=whose.pop("organisation", None) or unit.organisation, **whose)
    token = terminal.issue_token()
    terminal.save()
    return {"Authorization": f"Bearer {token}"}


def send(client, *fixes, headers):
    return client.post("/api/v1/positions", {"fixes": list(fixes)}, content_type="application/json", headers=headers)


def fix_of(unit, **more) -> dict:
    return {"unit": unit.call_sign, "lon": 7.42, "lat": 43.735, "at": timezone.now().isoformat(), **more}


@pytest.mark.django_db
def test_good_fixes_are_accepted_and_bad_ones_named(client, empty_stream):
    unit = make.make_unit("P12")
    answer = send(client, fix_of(unit), fix_of(unit, lon=999), fix_of(unit), headers=terminal_for(unit=unit))
    assert answer.status_code == 202
    assert answer.json() == {"accepted": 2, "refused": [{"index": 1, "reason": "lon_invalid"}]}
    assert [fix.unit_id for fix in in_stream()] == [unit.pk, unit.pk]


@pytest.mark.django_db
def test_a_device_on_board_speaks_for_its_own_unit_only(client, empty_stream):
    mine, other = make.make_unit("P12"), make.make_unit("P13")
    answer = send(client, fix_of(mine), fix_of(other), headers=terminal_for(unit=mine))
    assert answer.json() == {"accepted": 1, "refused": [{"index": 1, "reason": "unit_unknown"}]}


@pytest.mark.django_db
def test_a_gateway_speaks_for_every_unit_of_its_branch_and_no_other(client, empty_stream):
    first, second = make.make_unit("P12"), make.make_unit("Q1", organisation=make.make_station("ST2"))
    headers = terminal_for(gateway=True, organisation=first.organisation)
    answer = send(client, fix_of(first), fix_of(second), headers=headers)
    assert answer.json() == {"accepted": 1, "refused": [{"index": 1, "reason": "unit_unknown"}]}


@pytest.mark.django_db
def test_an_officer_speaks_for_the_unit_of_the_present_shift_only(client, empty_stream):
    unit, officer = make.make_unit("P12"), make.make_user("field_officer", organisation=make.make_station())
    now = timezone.now()
    shift = Shift.objects.create(
        unit=unit, organisation=unit.organisation, begins_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )
    ShiftMember.objects.create(shift=shift, user=officer)
    client.force_login(officer)
    alone = {"lon": 7.42, "lat": 43.735, "at": now.isoformat()}  # the unit goes without saying
    assert send(client, alone, headers={}).json()["accepted"] == 1
    shift.logged_off_at = now
    shift.save()
    assert send(client, fix_of(unit), headers={}).json()["refused"] == [{"index": 0, "reason": "unit_unknown"}]


@pytest.mark.django_db
def test_who_may_not_send_positions_gets_a_problem(client, empty_stream):
    unit = make.make_unit("P12")
    client.force_login(make.make_user("analyst"))
    answer = send(client, fix_of(unit), headers={})
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:muster:problem:right"


@pytest.mark.django_db
def test_a_batch_may_hold_a_thousand_fixes_and_no_more(client, empty_stream):
    unit = make.make_unit("P12")
    headers, one = terminal_for(unit=unit), fix_of(unit)
    assert send(client, *[one] * 1000, headers=headers).json()["accepted"] == 1000
    answer = send(client, *[one] * 1001, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "fixes"


@pytest.mark.django_db
def test_without_redis_nothing_is_accepted(client, monkeypatch):
    import redis

    unit = make.make_unit("P12")
    monkeypatch.setattr(stream, "connection", lambda: redis.Redis(port=1, retry=None))
    answer = send(client, fix_of(unit), headers=terminal_for(unit=unit))
    assert answer.status_code == 503
    assert answer["Retry-After"]


# --- storing ---


@pytest.fixture
def writer(empty_stream, empty_tracks):
    writer = Writer()
    assert writer.begin()
    yield writer
    writer.end()


@pytest.fixture
def empty_tracks(transactional_db):
    """No model of Django's, so nobody else empties it."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE units_track")


def stored() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unit_id, lon, verdict, stream_id FROM units_track ORDER BY stream_id")
        return cursor.fetchall()


def fixes(unit, count: int, *, begin: float | None = None) -> list[Fix]:
    begin = begin or time.time() - count / 10
    return [Fix(unit.pk, 7.42 + i * 1e-6, 43.735, begin + i / 10, time.time(), speed=1.0) for i in range(count)]


@pytest.mark.django_db(transaction=True)
def test_the_writer_stores_tracks_last_positions_and_how_far_it_is(writer):
    unit, told = make.make_unit("P12", point=None), []
    false = Fix(unit.pk, 0.0, 0.0, time.time(), time.time())
    stream.append([*fixes(unit, 250), false])
    positions_stored.connect(lambda fixes, **_: told.extend(fixes), weak=False, dispatch_uid="test")
    assert writer.step() == 251
    positions_stored.disconnect(dispatch_uid="test")
    assert len(stored()) == len(set(stored())) == 251
    assert [row[2] for row in stored()].count(int(Verdict.NULL_ISLAND)) == 1
    last = LastPosition.objects.get(unit=unit)
    assert (last.point.x, last.speed) == (pytest.approx(7.42 + 249e-6), 1.0)
    assert len(told) == 250
    assert told[0][0] == unit.pk
    assert writer.step() == 0
    found = track(unit, timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1))
    assert len(found) == 251


@pytest.mark.django_db(transaction=True)
def test_late_fixes_are_kept_and_do_not_move_the_unit(writer):
    unit = make.make_unit("P12", point=None)
    now = time.time()
    for at, lon in ((now, 7.42), (now - 60, 7.41)):
        stream.append([Fix(unit.pk, lon, 43.735, at, now)])
        writer.step()
    assert LastPosition.objects.get(unit=unit).point.x == 7.42
    assert [row[2] for row in stored()] == [Verdict.TRUE, Verdict.LATE]


@pytest.mark.django_db(transaction=True)
def test_a_foreign_entry_and_a_deleted_unit_do_not_stop_the_writer(writer):
    unit = make.make_unit("P12", point=None)
    stream.connection().xadd(stream.key(), {"x": "?"})
    stream.connection().xadd(stream.key(), {"f": "[[1]]"})
    stream.append([Fix(999_999, 7.4, 43.7, time.time(), time.time()), *fixes(unit, 1)])
    assert writer.step() == 2
    assert LastPosition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_writer_killed_at_any_moment_loses_nothing_and_doubles_nothing(empty_stream, empty_tracks):
    unit = make.make_unit("P12", point=None)
    command = [sys.executable, "manage.py", "write_positions"]

    def start() -> subprocess.Popen:
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=on_this_database())

    process, sent = start(), 0
    try:
        for _killing in range(3):
            seen, until = len(stored()), time.monotonic() + 30
            while len(stored()) <= seen + 300 and time.monotonic() < until:  # in the middle of its work
                stream.append(fixes(unit, 100))
                sent += 100
                time.sleep(0.05)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            process = start()
        stream.append(fixes(unit, 100))  # the last one has something to do, too, before it is asked to end
        sent += 100
        until = time.monotonic() + 30
        while len(stored()) < sent and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        process.terminate()
        process.wait()
    assert len(stored()) == sent
    assert len({row[3] for row in stored()}) == sent
    assert process.returncode == 0  # and a kind ending is kind


@pytest.mark.django_db(transaction=True)
def test_a_second_writer_waits_for_the_first(writer):
    import threading

    begun = []

    def second():
        begun.append(Writer().begin())
        connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    thread.join()
    assert begun == [False]


@pytest.mark.django_db
def test_partitions_are_made_ahead_and_dropped_whole():
    partitions.make_ahead(date(2020, 1, 1))
    partitions.make_ahead(date(2020, 1, 1))
    assert partitions.drop_before(date(2020, 1, 3)) == ["units_track_20200101", "units_track_20200102"]
