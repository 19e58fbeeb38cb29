"""Nearby: what lies in a circle, along a route, in a shape, within minutes of drive; and only what one may see."""

import json
from datetime import timedelta

import pytest
import shapely
from django.conf import settings
from django.utils import timezone

from dispatch.journal.models import JournalEntry
from incidents.kinds.models import RiskFlag
from maps.around.outline import band, circle, length_m
from maps.places.models import Place
from maps.places.nearby import FEW, places_near
from tests import factories as make
from units.cameras.models import Camera
from units.duty.models import Shift, ShiftMember

HERE = {"lon": make.HERE.x, "lat": make.HERE.y}


@pytest.fixture
def station(db):
    return make.make_station("ST1")


@pytest.fixture
def alice(client, station):
    """A dispatcher of the county, signed in."""
    alice = make.make_user("dispatcher")
    client.force_login(alice)
    return alice


def around(client, **asked):
    answer = client.get("/api/v1/nearby", {**HERE, **asked})
    assert answer.status_code == 200, answer.content
    return answer.json()


def inside(client, shape, **asked):
    return client.post("/api/v1/nearby", json.dumps({"shape": shape, **asked}), content_type="application/json")


def lonlat(east, north):
    point = make.point_near(east, north)
    return [point.x, point.y]


def signs(answer):
    return [unit["call_sign"] for unit in answer["units"]]


def test_a_circle_counts_all_and_lists_the_nearest_first_in_metres(client, alice):
    for call_sign, east in (("P1", 480), ("P2", 100), ("P3", 300), ("P4", 520)):
        make.make_unit(call_sign, point=make.point_near(east))
    make.make_unit("P5", state="off")
    found = around(client, radius=500, limit=2, layers="units")
    assert signs(found) == ["P2", "P3"]
    assert found["units"][0]["distance_m"] == pytest.approx(100, rel=0.01)
    assert found["counts"]["units"] == {"total": 3, "kinds": {"free": 3}}
    assert found["more"]["units"] is True
    assert signs(around(client, radius=500, limit=2, offset=2, layers="units")) == ["P1"]


def test_a_circle_is_round_in_metres_far_from_the_equator():
    west, south, east, north = circle((7.0, 60.0), 5_000).bounds
    # a degree at 60° north is 55,800 m of longitude and 111,412 m of latitude (WGS-84)
    assert (east - west) * 55_800 == pytest.approx(10_000, rel=1e-3)
    assert (north - south) * 111_412 == pytest.approx(10_000, rel=1e-3)


def test_a_route_finds_what_lies_beside_it_and_nothing_behind_its_width(client, alice):
    make.make_unit("NEAR", point=make.point_near(500, 40))
    make.make_unit("FAR", point=make.point_near(500, 80))
    make.make_unit("PAST", point=make.point_near(1200, 0))
    route = {"type": "LineString", "coordinates": [lonlat(0, 0), lonlat(1000, 0)]}
    found = inside(client, route, radius=50, layers=["units"]).json()
    assert signs(found) == ["NEAR"]
    assert found["units"][0]["distance_m"] == pytest.approx(40, rel=0.02)
    assert found["shape"]["outline"]["type"] == "Polygon"


def test_a_long_route_keeps_its_width_at_every_latitude():
    [low, high] = [band([(7.0, lat), (7.0, lat + 0.5)], 100) for lat in (0.0, 59.0)]
    for shape, lat in ((low, 0.25), (high, 59.5)):
        wide = shape.intersection(shapely.box(6, lat, 8, lat + 1e-6)).bounds
        assert length_m([(wide[0], lat), (wide[2], lat)]) == pytest.approx(200, rel=2e-3)


def test_a_drawn_shape_holds_what_is_in_it_not_what_is_in_its_box(client, alice):
    make.make_unit("IN", point=make.point_near(100, 50))
    make.make_unit("BOX", point=make.point_near(100, 900))
    corner = {"type": "Polygon", "coordinates": [[lonlat(0, 0), lonlat(1000, 0), lonlat(1000, 1000), lonlat(0, 0)]]}
    assert signs(inside(client, corner, layers=["units"]).json()) == ["IN"]
    assert signs(inside(client, {"type": "Feature", "geometry": corner}, layers=["units"]).json()) == ["IN"]


def test_minutes_of_drive_follow_the_roads(client, alice, router):
    make.make_unit("P1", point=make.point_near(60))
    found = around(client, minutes=3, layers="units")
    assert signs(found) == ["P1"]
    assert found["shape"]["kind"] == "drive"
    assert (found["shape"]["straight"], found["notice"]) == (False, "")
    assert len(found["shape"]["outline"]["coordinates"][0]) > 10


def test_without_a_router_minutes_are_a_circle_and_the_answer_says_so(client, alice, free_address, monkeypatch):
    monkeypatch.setitem(settings.MUSTER, "ROUTER_URL", f"http://{free_address}")
    make.make_unit("P1", point=make.point_near(300))
    found = around(client, minutes=1, layers="units")
    assert signs(found) == ["P1"]
    assert found["shape"]["straight"] is True
    assert "straight line" in found["notice"]


def test_another_stations_rows_are_neither_listed_nor_counted_until_they_are_shared(client, station):
    other = make.make_station("ST2")
    unit = make.make_unit("SECRET", organisation=other)
    Camera.objects.create(code="C2", organisation=other, point=make.HERE)
    incident = make.make_incident(organisation=other)
    client.force_login(make.make_user("station_officer", organisation=station))
    found = around(client)
    assert all(not found[layer] for layer in ("units", "officers", "cameras", "incidents", "hazards"))
    assert all(found["counts"][layer]["total"] == 0 for layer in ("units", "cameras", "incidents", "hazards"))
    unit.shared_with.add(station)
    incident.shared_with.add(station)
    found = around(client)
    assert signs(found) == ["SECRET"]
    assert [row["code"] for row in found["incidents"]] == [incident.code]


def test_incidents_are_open_or_recent_and_never_tell_the_caller(client, alice):
    now = timezone.now()
    told = {"caller_name": "Wang Wu", "caller_phone": "13800001111", "description": "He said so"}
    confidential = make.make_incident(confidential=True, **told)
    old_open = make.make_incident(opened_at=now - timedelta(days=9))
    make.make_incident(state="closed", opened_at=now - timedelta(days=2))
    recent = make.make_incident(state="closed", opened_at=now - timedelta(hours=3))
    make.make_incident(state="merged", merged_into=recent)
    answer = client.get("/api/v1/nearby", {**HERE, "layers": "incidents"})
    assert {row["code"] for row in answer.json()["incidents"]} == {confidential.code, old_open.code, recent.code}
    assert not any(secret in answer.content.decode() for secret in told.values())
    assert len(around(client, layers="incidents", hours=72)["incidents"]) == 4
    assert len(around(client, layers="incidents", incident=recent.code)["incidents"]) == 2


def test_hazards_are_dangerous_places_and_incidents_with_a_caution(client, alice):
    RiskFlag.objects.create(code="gun", name_zh="涉枪", name_en="Firearm", letter="枪", officer_safety=True)
    RiskFlag.objects.create(code="noise", name_zh="噪音", name_en="Noise", letter="噪", officer_safety=False)
    closed = {"state": "closed", "opened_at": timezone.now() - timedelta(days=5)}
    armed = make.make_incident(risk_flags=["gun"], point=make.point_near(50), **closed)
    make.make_incident(risk_flags=["noise"], **closed)
    Place.objects.create(name="Gas store", kind="hazard", point=make.point_near(20))
    Place.objects.create(name="Road block", kind="checkpoint", point=make.point_near(30))
    Place.objects.create(name="School", kind="school", point=make.point_near(10))
    found = around(client)
    assert [row.get("name") or row["code"] for row in found["hazards"]] == ["Gas store", armed.code]
    assert found["counts"]["hazards"] == {"total": 2, "kinds": {"hazard": 1, "incident": 1}}
    assert [row["name"] for row in found["checkpoints"]] == ["Road block"]
    found = around(client, layers="places", kinds="school")
    assert [row["name"] for row in found["places"]] == ["School"]
    assert found["counts"]["places"]["kinds"] == {"checkpoint": 1, "hazard": 1, "school": 1}


def test_checkpoints_and_hazards_are_counted_in_full_however_few_are_listed(client, alice):
    RiskFlag.objects.create(code="gun", name_zh="涉枪", name_en="Firearm", letter="枪", officer_safety=True)
    for east in (5, 25):
        make.make_incident(risk_flags=["gun"], point=make.point_near(east))
    kinds = ["checkpoint"] * (FEW + 5) + ["hazard"] * 4 + ["fuel"] * 3
    Place.objects.bulk_create(
        Place(name=f"P{n}", kind=kind, point=make.point_near(n % 600 / 10)) for n, kind in enumerate(kinds)
    )
    found = around(client, limit=2, layers="checkpoints,hazards")
    assert found["counts"]["checkpoints"] == {"total": FEW + 5, "kinds": {"checkpoint": FEW + 5}}
    assert found["counts"]["hazards"] == {"total": 9, "kinds": {"hazard": 4, "fuel": 3, "incident": 2}}
    assert len(found["checkpoints"]) == len(found["hazards"]) == 2
    assert found["more"] == {"checkpoints": True, "hazards": True}
    pages = [around(client, limit=4, offset=offset, layers="hazards") for offset in (0, 4, 8)]
    listed = [row.get("name") or row["code"] for page in pages for row in page["hazards"]]
    assert len(set(listed)) == len(listed) == 9
    assert [page["more"]["hazards"] for page in pages] == [True, True, False]


def test_of_very_many_places_the_same_nearest_are_listed_as_by_sorting_them_all(db):
    from maps.around.reading import around_point

    spread = [make.point_near((n * 37) % 2000 - 1000, (n * 91) % 2000 - 1000) for n in range(FEW + 400)]
    Place.objects.bulk_create(Place(name=f"P{n}", kind="shop", point=point) for n, point in enumerate(spread))
    shape = around_point(make.HERE.x, make.HERE.y, metres=1500)
    quick = places_near(shape, limit=30)
    assert quick.total == FEW + 400
    exact = sorted(length_m([(make.HERE.x, make.HERE.y), (point.x, point.y)]) for point in spread)[:30]
    assert [row["distance_m"] for row in quick.rows] == pytest.approx(exact, abs=0.6)
    assert quick.more is True


def test_officers_come_with_their_unit_and_a_shown_number_is_journalled(client, alice, station):
    unit = make.make_unit("P1", organisation=station)
    now = timezone.now()
    shift = Shift.objects.create(unit=unit, organisation=station, begins_at=now, ends_at=now + timedelta(hours=8))
    bob = make.make_user("field_officer", organisation=station, telephone="+377 99 12 34", badge="0815")
    ShiftMember.objects.create(shift=shift, user=bob, leader=True)
    found = around(client, layers="officers")
    assert [(row["badge"], row["unit"], row["has_phone"]) for row in found["officers"]] == [("0815", "P1", True)]
    assert "99 12 34" not in json.dumps(found)
    assert client.post("/units/P1/call/").json() == {"name": bob.name, "number": bob.telephone, "person": True}
    assert client.post(f"/officers/{bob.pk}/call/").status_code == 200
    entries = JournalEntry.objects.filter(verb="user.read", by=alice, data__purpose="call")
    assert entries.count() == 2
    assert "99 12 34" not in str(list(entries.values_list("data", flat=True)))
    client.force_login(make.make_user("dispatcher", organisation=make.make_station("ST2")))
    assert client.post("/units/P1/call/").status_code == 404
    assert client.post(f"/officers/{bob.pk}/call/").status_code == 404
    client.force_login(make.make_user("analyst"))
    assert client.post("/units/P1/call/").status_code == 403


BAD = [
    ({"type": "Circle", "coordinates": [1, 2]}, {}, "shape.type"),
    ({"type": "Point", "coordinates": ["a", 2]}, {}, "shape.coordinates.0"),
    ({"type": "Point", "coordinates": [200, 2]}, {}, "shape.coordinates"),
    ({"type": "Point", "coordinates": [7.4, 43.7]}, {"radius": 90_000}, "radius"),
    ({"type": "Point", "coordinates": [7.4, 43.7]}, {"radius": 500, "minutes": 3}, "minutes"),
    ({"type": "Point", "coordinates": [7.4, 43.7]}, {"minutes": 0}, "minutes"),
    ({"type": "LineString", "coordinates": [[7.4, 43.7]]}, {}, "shape.coordinates"),
    ({"type": "LineString", "coordinates": [[7.4, 43.7], [9.4, 45.7]]}, {}, "shape.coordinates"),
    ({"type": "LineString", "coordinates": [[7.4, 43.7], [7.5, 43.7]]}, {"minutes": 3}, "minutes"),
    ({"type": "Polygon", "coordinates": [[[7, 43], [8, 43], [8, 44], [7, 44]]]}, {}, "shape.coordinates.0"),
    (
        {"type": "Polygon", "coordinates": [[[7, 43], [7.1, 43.1], [7.1, 43], [7, 43.1], [7, 43]]]},
        {},
        "shape.coordinates",
    ),
    ({"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}, {}, "shape.coordinates"),
    ({"type": "Polygon", "coordinates": [[[7, 43]] * 3_000]}, {}, "shape.coordinates.0"),
]


@pytest.mark.parametrize(("shape", "more", "field"), BAD)
def test_what_cannot_be_searched_is_refused_by_field_with_a_remedy(client, alice, shape, more, field):
    answer = inside(client, shape, **more)
    assert answer.status_code == 422, answer.content
    [error] = answer.json()["errors"]
    assert error["field"] == field
    assert error["message"]
    assert error["remedy"]


def test_unknown_layers_and_kinds_are_named_and_rights_are_asked(client, alice):
    for asked, field in (({"layers": "ghosts"}, "layers"), ({"kinds": "ghosts"}, "kinds"), ({"radius": -1}, "radius")):
        answer = client.get("/api/v1/nearby", {**HERE, **asked})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field
    client.force_login(make.make_user("auditor"))
    assert client.get("/api/v1/nearby", HERE).status_code == 403
