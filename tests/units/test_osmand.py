"""Phones with Traccar Client or OsmAnd: both forms of their protocol, as their documentation writes them."""

import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories as make
from tests.units.in_stream import in_stream
from units.duty.models import Shift, ShiftMember
from units.osmand.reading import moment, read_json, read_query
from units.positions import stream
from units.terminals import log
from units.terminals.models import Datum, Terminal

pytestmark = pytest.mark.usefixtures("stream_emptied")

NOW = 1_795_000_000.0


def test_the_query_form_has_knots_percent_and_hdop():
    said = {"lat": "43.735", "lon": "7.42", "timestamp": "1794999990", "speed": "10", "bearing": "90", "batt": "57.0"}
    read = read_query({**said, "hdop": "2", "altitude": "50"}, NOW)
    assert read["speed"] == pytest.approx(5.144, abs=0.001)
    assert (read["at"], read["battery"], read["accuracy"], read["heading"]) == (1794999990.0, 0.57, 10.0, 90.0)
    assert read["fixed"]
    assert not read_query({**said, "valid": "0"}, NOW)["fixed"]


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        ("1794999990", 1794999990.0),
        ("1794999990500", 1794999990.5),
        ("2026-11-18T08:53:10Z", 1794991990.0),
        ("2026-11-18T16:53:10+08:00", 1794991990.0),
        ("2026-11-18 08:53:10", 1794991990.0),
        (None, NOW),
        ("yesterday", None),
    ],
)
def test_a_time_is_seconds_milliseconds_or_iso(sent, seconds):
    assert moment(sent, NOW) == seconds


# From traccar.org/osmand, with a place of ours.
JSON = {
    "timestamp": "2026-11-18T08:53:10.000Z",
    "coords": {"latitude": 43.735, "longitude": 7.42, "accuracy": 5, "speed": 1.3, "heading": 180, "altitude": 12},
    "is_moving": False,
    "odometer": 0,
    "event": "motionchange",
    "battery": {"level": 0.8, "is_charging": False},
    "activity": {"type": "still"},
    "extras": {},
}


def test_the_json_form_has_metres_a_second_and_a_battery_of_one():
    read = read_json(JSON, NOW)
    assert (read["lon"], read["lat"], read["speed"], read["battery"]) == (7.42, 43.735, 1.3, 0.8)
    assert read["at"] == 1794991990.0
    assert not read["emergency"]
    assert read_json({**JSON, "extras": {"alarm": "sos"}}, NOW)["emergency"]


# --- the door ---


def query(phone, **more) -> dict:
    return {"id": phone.token, "lat": "43.735", "lon": "7.42", "timestamp": str(int(time.time())), **more}


def post_json(client, phone, location, **more):
    body = {"location": location, "device_id": phone.token, **more}
    return client.post("/osmand/", json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("way", ["get", "post in the query", "post as a form", "without the last stroke"])
def test_a_fix_arrives_whichever_way_it_is_sent(client, phone, way):
    fields = query(phone, batt="40")
    if way == "get":
        answer = client.get("/osmand/", fields)
    elif way == "post in the query":
        answer = client.post("/osmand/", query_params=fields)
    elif way == "post as a form":
        answer = client.post("/osmand/", fields)
    else:
        answer = client.post("/osmand", query_params=fields)
    assert answer.json() == {"accepted": 1, "refused": []}
    assert [fix.unit_id for fix in in_stream()] == [phone.unit_id]
    phone.refresh_from_db()
    assert phone.battery == 0.4
    assert phone.last_seen is not None


def test_json_arrives_one_by_one_and_in_batches(client, phone):
    assert post_json(client, phone, JSON).json()["accepted"] == 1
    answer = post_json(client, phone, [JSON, {**JSON, "coords": {"latitude": 91, "longitude": 7}}, JSON])
    assert answer.json() == {"accepted": 2, "refused": [{"index": 1, "reason": "lat_invalid"}]}
    assert len(in_stream()) == 3


@pytest.mark.parametrize("token", ["", "nonsense", "123456"])
def test_a_wrong_identifier_is_refused_and_says_which_field(client, phone, token):
    phone.token = token
    answer = client.get("/osmand/", query(phone))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (401, "id")
    assert post_json(client, phone, JSON).status_code == 401
    assert in_stream() == []


def test_a_revoked_terminal_stops_at_once(client, phone):
    Terminal.objects.update(revoked_at=timezone.now())
    assert client.get("/osmand/", query(phone)).status_code == 401


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"lat": "x"}, "lat_invalid"), ({"lon": "200"}, "lon_invalid"), ({"timestamp": "never"}, "at_invalid")],
)
def test_what_cannot_be_read_is_named_and_stands_in_the_log(client, phone, change, reason):
    answer = client.get("/osmand/", query(phone, **change))
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "location.0", "message": reason}]
    assert [entry.reason for entry in log.read(stream.connection(), phone.pk)] == [reason]


def test_a_body_that_is_no_json_is_refused(client, phone):
    assert client.post("/osmand/", "{", content_type="application/json").status_code == 400
    assert client.post("/osmand/", "[]", content_type="application/json").status_code == 422


def test_a_sign_of_life_without_a_place_is_welcome(client, phone):
    assert client.get("/osmand/", {"id": phone.token, "batt": "3"}).json() == {"accepted": 0, "refused": []}


@pytest.mark.django_db
def test_the_phone_of_a_person_speaks_for_the_unit_of_their_shift_and_off_shift_for_none(client):
    unit, officer = make.make_unit("P12"), make.make_user("field_officer", organisation=make.make_station())
    phone = Terminal(label="own phone", organisation=unit.organisation, user=officer)
    phone.token = phone.issue_token()
    phone.save()
    answer = client.get("/osmand/", query(phone))
    assert (answer.status_code, answer.json()["refused"][0]["reason"]) == (200, "no_unit")
    [entry] = log.read(stream.connection(), phone.pk)
    assert (entry.reason, entry.lon) == ("no_unit", None)  # where somebody is off shift is nobody's business
    now = timezone.now()
    shift = Shift.objects.create(
        unit=unit, organisation=unit.organisation, begins_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )
    ShiftMember.objects.create(shift=shift, user=officer)
    assert client.get("/osmand/", query(phone)).json()["accepted"] == 1
    assert [fix.unit_id for fix in in_stream()] == [unit.pk]


def test_coordinates_of_gcj02_are_turned_into_wgs84_only_for_a_terminal_that_says_so(client, phone):
    shown = query(phone, lon="116.38404722455657", lat="39.91334545536069")
    client.get("/osmand/", shown)
    Terminal.objects.update(datum=Datum.GCJ02)
    client.get("/osmand/", shown)
    raw, turned = in_stream()
    assert (raw.lon, raw.lat) == (116.38404722455657, 39.91334545536069)
    assert (turned.lon, turned.lat) == pytest.approx((116.377817, 39.911954), abs=1e-7)


def test_without_redis_nothing_is_accepted_and_the_phone_is_told_to_try_again(client, phone, monkeypatch):
    import redis

    monkeypatch.setattr(stream, "connection", lambda: redis.Redis(port=1, retry=None))
    answer = client.get("/osmand/", query(phone))
    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_the_token_stays_out_of_the_log(client, phone, caplog):
    client.get("/osmand/", query(phone, lat="x"))
    Terminal.objects.update(revoked_at=timezone.now())
    client.get("/osmand/", query(phone))
    assert phone.token not in caplog.text
