"""Phones with OwnTracks in HTTP mode, as its booklet writes it."""

import json
import time

import pytest
from django.utils import timezone

from tests.units.in_stream import in_stream
from units.owntracks.reading import read_location
from units.terminals.models import Terminal

pytestmark = pytest.mark.usefixtures("stream_emptied")

LOCATION = {"_type": "location", "tid": "JJ", "lat": 43.735, "lon": 7.42, "tst": 1794999990, "acc": 12, "vel": 36}
MORE = {"cog": 270, "batt": 81, "alt": 20, "conn": "m", "t": "u"}


def test_a_location_has_kilometres_an_hour_and_percent():
    read = read_location({**LOCATION, **MORE})
    assert (read["speed"], read["heading"], read["battery"], read["accuracy"]) == (10.0, 270, 0.81, 12)
    assert (read["lon"], read["lat"], read["at"]) == (7.42, 43.735, 1794999990)


def post(client, said, token: str, *, user: str = "phone"):
    import base64

    said = said if isinstance(said, str) else json.dumps(said)
    basic = base64.b64encode(f"{user}:{token}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"}
    return client.post("/owntracks/", said, content_type="application/json", headers=headers)


def test_a_location_is_taken_and_answered_with_an_empty_list(client, phone):
    answer = post(client, {**LOCATION, **MORE, "tst": int(time.time())}, phone.token)
    assert (answer.status_code, answer.json()) == (200, [])
    [fix] = in_stream()
    assert (fix.unit_id, fix.speed, fix.battery) == (phone.unit_id, 10.0, 0.81)


@pytest.mark.parametrize("kind", ["lwt", "transition", "waypoints", "card", "status", "beacon", "something new"])
def test_other_messages_are_answered_politely_and_ignored(client, phone, kind):
    answer = post(client, {**LOCATION, "_type": kind}, phone.token)
    assert (answer.status_code, answer.json(), in_stream()) == (200, [], [])


def test_an_empty_body_is_no_error(client, phone):
    assert post(client, "", phone.token).json() == []


def test_an_encrypted_message_is_refused_with_what_to_do(client, phone):
    answer = post(client, {"_type": "encrypted", "data": "AAAA"}, phone.token)
    assert answer.status_code == 422
    assert "encryption key" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("change", "field"), [({"lat": 91}, "lat"), ({"lon": None}, "lon"), ({"tst": "now"}, "tst"), ({"tst": -1}, "tst")]
)
def test_what_cannot_be_read_is_refused_by_field(client, phone, change, field):
    answer = post(client, {**LOCATION, **change}, phone.token)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("header", ["", "Basic", "Basic !!!", "Basic bm9ib2R5Om5vdGhpbmc=", "Bearer {token}"])
def test_who_cannot_say_who_they_are_is_asked(client, phone, header):
    headers = {"Authorization": header.format(token=phone.token)} if header else {}
    answer = client.post("/owntracks/", json.dumps(LOCATION), content_type="application/json", headers=headers)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Basic")


def test_a_revoked_terminal_stops_at_once(client, phone):
    assert post(client, LOCATION, phone.token).status_code == 200
    Terminal.objects.update(revoked_at=timezone.now())
    assert post(client, LOCATION, phone.token).status_code == 401
