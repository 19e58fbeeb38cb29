"""Fences over the API: put up, read, ended; strangers see none."""

import pytest

from dispatch.assignments.actions import assign_units
from tests import factories as make
from tests.factories import HERE
from tests.units.fence_helpers import fix, post, store
from units.fences.models import Fence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fences_looked_at_once")]


NEW = {"name": "East gate", "kind": "post", "lon": HERE.x, "lat": HERE.y, "radius_m": 50}


def send(client, **fields):
    return client.post("/api/v1/fences", {**NEW, **fields}, content_type="application/json")


def test_a_fence_is_put_up_seen_watched_and_ended_over_the_api(client, watcher, alice, car):
    client.force_login(alice)
    answer = send(client, units=["P1"], dwell_s=30, tell="alarm")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["name_zh"], made["organisation"], made["geometry"]["type"]) == ("East gate", "COUNTY", "MultiPolygon")
    store(watcher, fix(car, 0, 0), fix(car, 0, 40))
    one = f"/api/v1/fences/{made['id']}"
    assert [row["kind"] for row in client.get(f"{one}/events").json()] == ["dwell", "enter"]
    assert client.get(f"{one}/inside").json()[0]["unit"] == "P1"
    assert [row["inside"] for row in client.get("/api/v1/fences").json()] == [1]
    assert len(client.get("/api/v1/units/P1/crossings").json()) == 2
    assert client.delete(one).json()["active"] is False
    assert client.get("/api/v1/fences").json() == []
    assert len(client.get(f"{one}/events").json()) == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"radius_m": 1}, "radius_m"),
        ({"units": ["NOBODY"]}, "units"),
        ({"kind": "area", "area": "nowhere"}, "area"),
        ({"kind": "shape", "shape": {"type": "Point", "coordinates": [7, 43]}}, "shape"),
        ({"kind": "shape", "shape": {"type": "Polygon", "coordinates": "?"}}, "shape"),
        ({"organisation": "ST9"}, "organisation"),
        ({"begins_at": "2026-01-02T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"}, ""),
    ],
)
def test_the_api_names_the_field_that_is_wrong(client, alice, fields, field):
    client.force_login(alice)
    answer = send(client, **fields)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["field"] == field
    assert not Fence.objects.exists()


def test_charlie_of_another_station_sees_no_fence_and_puts_none_up_here(client, alice, car):
    bob = make.make_user("station_officer", organisation=make.make_station("ST1"))
    charlie = make.make_user("station_officer", organisation=make.make_station("ST2"))
    fence = post(bob, organisation=bob.organisation)
    client.force_login(charlie)
    assert client.get("/api/v1/fences").json() == []
    assert client.get(f"/api/v1/fences/{fence.pk}/events").status_code == 404
    assert client.delete(f"/api/v1/fences/{fence.pk}").status_code == 404
    assert send(client, organisation="ST1").status_code == 422
    assert send(client, units=["P1"]).status_code == 422
    client.force_login(make.make_user("field_officer", organisation=bob.organisation))
    assert send(client).status_code == 403
    assert client.delete(f"/api/v1/fences/{fence.pk}").status_code == 403
    client.force_login(alice)
    assert client.get(f"/api/v1/fences/{fence.pk}").status_code == 200


def test_the_ring_of_an_order_is_in_no_list(client, alice, car):
    assign_units(make.make_incident(), [make.make_unit("P2")], by=alice)
    client.force_login(alice)
    assert Fence.objects.count() == 1
    assert client.get("/api/v1/fences").json() == []
    assert client.get(f"/api/v1/fences/{Fence.objects.get().pk}").status_code == 404
