"""Where units went: what is read, measured, matched to streets and taken out."""

from datetime import UTC, datetime, timedelta

import gpxpy
import numpy as np
import pytest
import shapely
from django.conf import settings
from django.db import connection
from django.utils import timezone

from dispatch.journal.models import JournalEntry
from maps.routing.client import Router
from maps.routing.driven import driven
from maps.routing.tracing import pieces
from tests.factories import HERE, make_station, make_unit, make_user, point_near
from units.positions.partitions import make_partitions
from units.positions.verdict import Verdict
from units.tracks.fixes import fixes_of
from units.tracks.measure import distance, stops, time_inside

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def store(unit, fixes, *, verdict=Verdict.TRUE, late_s=0.0):
    """``fixes``: (moment, point); received at once, or so much later."""
    fixes = list(fixes)
    make_partitions({(at + timedelta(seconds=late_s)).astimezone(UTC).date() for at, _ in fixes})
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO units_track (unit_id, at, received_at, lon, lat, speed, heading, verdict, stream_id)"
            " VALUES (%s, %s, %s, %s, %s, 10, 90, %s, '0')",
            [(unit.pk, at, at + timedelta(seconds=late_s), p.x, p.y, int(verdict)) for at, p in fixes],
        )


def eastwards(begin=NOON, seconds=60, every=5, speed=10.0):
    return [(begin + timedelta(seconds=s), point_near(speed * s, 0)) for s in range(0, seconds + 1, every)]


def line(count, every=5.0, speed=10.0):
    t = np.arange(count) * every
    return t, HERE.x + t * speed / 80_400, np.full(count, HERE.y), np.full(count, speed)


def test_a_straight_drive_is_as_long_as_it_is_with_speeds_and_without():
    t, lon, lat, speed = line(61)

    assert distance(t, lon, lat, speed).metres == pytest.approx(3000, rel=0.001)
    assert distance(t, lon, lat, np.full(61, np.nan)).metres == pytest.approx(3000, rel=0.01)


def test_a_standing_unit_with_a_noisy_receiver_drives_nothing_and_stops_once():
    noise = np.random.default_rng(110)
    t = np.arange(0, 600, 5.0)
    lon, lat = HERE.x + noise.normal(0, 6 / 80_400, len(t)), HERE.y + noise.normal(0, 6 / 111_100, len(t))

    assert distance(t, lon, lat, np.full(len(t), np.nan)).metres < 60  # adding the positions up gives over 1,000
    [stop] = stops(t, lon, lat)
    assert stop.end - stop.begin > 580
    assert abs(stop.lon - HERE.x) * 80_400 < 3


def test_a_silence_is_told_apart_and_no_time_is_spent_in_it():
    t, lon, lat, speed = (np.delete(one, slice(20, 60)) for one in line(100))
    box = shapely.box(HERE.x - 1, HERE.y - 1, HERE.x + 1, HERE.y + 1)

    found = distance(t, lon, lat, speed)

    assert found.metres == pytest.approx(4950, rel=0.01)
    assert found.guessed_m == pytest.approx(2050, rel=0.01)
    assert time_inside(t, lon, lat, box) == pytest.approx(99 * 5 - 205)


def test_time_inside_ends_at_the_edge():
    t, lon, lat, _speed = line(61)
    west = shapely.box(HERE.x - 0.01, HERE.y - 0.01, HERE.x + 1500 / 80_400, HERE.y + 0.01)

    assert time_inside(t, lon, lat, west) == pytest.approx(150, abs=5)


def test_distances_of_known_tracks_err_by_less_than_two_percent():
    if not (settings.MUSTER["TEST_DATA"] / "gps_sumo_vancouver").is_dir():
        pytest.skip("No gps_sumo_vancouver in the test data")
    from benchmarks.matching import distance_errors, stop_errors, tracks

    cars = tracks(12)

    assert max(map(abs, distance_errors(cars)["measured"])) < 2
    assert stop_errors(cars, 60)["found, %"] == 100


def test_a_track_is_asked_for_in_pieces_cut_at_silences_and_leaps():
    trace = [(7.42, 43.73, t) for t in (0.0, 5.0, 10.0, 400.0, 405.0)] + [(7.52, 43.73, 410.0)]

    assert list(pieces(trace)) == [(0, 3), (3, 5), (5, 6)]


def test_a_track_is_laid_on_its_streets(router: str):
    way = Router(router).route((7.4160, 43.7300), (7.4290, 43.7410))
    trace = [(lon, lat, 5.0 * place) for place, (lon, lat) in enumerate(way.shape)]

    found = driven(trace, of=Router(router))

    named = {one.name for one in found.streets if one}
    assert not found.raw
    assert sum(one is not None and one.metres < 10 for one in found.streets) > 0.9 * len(trace)
    assert {one.street for one in way.manoeuvres if one.metres > 300 and one.street} <= named


def test_without_a_router_the_line_is_raw_and_says_so():
    trace = [(7.42 + place / 1000, 43.73, 5.0 * place) for place in range(4)]

    found = driven(trace, of=Router("http://127.0.0.1:9"))

    assert found.raw
    assert found.lines == [[(lon, lat) for lon, lat, _ in trace]]
    assert found.streets == [None] * 4


def test_what_was_doubted_is_only_in_the_raw_track_and_what_came_late_is_in_both(db):
    unit = make_unit()
    store(unit, eastwards())
    store(unit, [(NOON + timedelta(seconds=7), point_near(9000, 0))], verdict=Verdict.JUMP)
    store(unit, [(NOON + timedelta(seconds=8), point_near(80, 0))], verdict=Verdict.LATE, late_s=3600)

    span = (unit.pk, NOON, NOON + timedelta(minutes=5))

    assert len(fixes_of(*span)) == 14
    assert len(fixes_of(*span, raw=True)) == 15


def test_the_trail_is_read_by_those_who_may_and_the_journal_knows_it(client, db):
    unit, chief = make_unit(), make_user("dispatcher")
    store(unit, eastwards(timezone.now() - timedelta(seconds=60)))
    client.force_login(chief)

    told = client.get(f"/api/v1/units/{unit.call_sign}/trail?minutes=15").json()

    assert len(told["points"]) == 13
    assert told["points"][0][2] > told["points"][-1][2]
    entry = JournalEntry.objects.get(verb="unit.read", subject_code=unit.call_sign)
    assert (entry.data["purpose"], entry.by) == ("trail", chief)
    for stranger in (make_user("dispatcher", organisation=make_station("ST9")), make_user("call_taker")):
        client.force_login(stranger)
        assert client.get(f"/api/v1/units/{unit.call_sign}/trail").status_code == 404


def test_an_export_needs_a_purpose_and_is_journalled_with_it(client, db):
    unit = make_unit("P77")
    store(unit, eastwards())
    store(unit, [(NOON + timedelta(seconds=7), point_near(9000, 0))], verdict=Verdict.JUMP)
    asked = {"since": "2026-11-20T11:00:00Z", "until": "2026-11-20T13:00:00Z"}
    url = "/api/v1/units/P77/track/export"
    client.force_login(make_user("dispatcher"))
    assert client.get(url, asked | {"purpose": "evidence"}).status_code == 404  # sees tracks, takes none out
    client.force_login(make_user("duty_chief"))

    refused = client.get(url, asked | {"purpose": "curiosity"})
    gpx = client.get(url, asked | {"purpose": "evidence"})
    raw = client.get(url, asked | {"purpose": "complaint", "raw": "true", "format": "geojson"}).json()

    assert refused.status_code == 409
    assert refused.json()["errors"][0]["field"] == "purpose"
    read = gpxpy.parse(gpx.content.decode())
    assert read.version == "1.1"
    [track] = read.tracks
    assert (track.name, len(track.segments[0].points)) == ("P77", 13)
    assert track.segments[0].points[0].time == NOON
    verdicts = [verdict for one in raw["features"] for verdict in one["properties"]["verdicts"]]
    assert verdicts.count("jump") == 1
    entries = JournalEntry.objects.filter(verb="track.exported").order_by("id")
    assert [entry.data["purpose"] for entry in entries] == ["evidence", "complaint"]


def test_the_summary_adds_up(client, db):
    station = make_station()
    unit = make_unit(organisation=station, home_area=station.area)
    store(unit, eastwards(seconds=300, speed=5))
    client.force_login(make_user("station_officer", organisation=station))

    told = client.get(
        f"/api/v1/units/{unit.call_sign}/summary", {"since": "2026-11-20T11:59:00Z", "until": "2026-11-20T12:10:00Z"}
    ).json()

    assert told["fixes"] == 61
    assert told["home_area_s"] == pytest.approx(200, abs=10)  # the area ends after 1,000 m
    assert told["areas"][0]["area"] == station.area.code
