"""The outer contract: who gets in, how errors look, deeds that happen once, and where they came from."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from ninja import NinjaAPI, Router, Schema
from ninja.responses import Status

from dispatch.journal.actions import record
from dispatch.journal.models import JournalEntry
from tests import factories as make
from units.access.idempotency import KEPT, forget_old_keys, idempotent
from units.access.models import IdempotencyKey
from units.access.problems import answer_with_problems
from units.access.refused import Refused
from units.organisations.models import Organisation
from units.terminals.auth import SignedIn, TerminalToken

pytestmark = pytest.mark.django_db


class Named(Schema):
    code: str
    level: int = 1


router = Router()


@router.post("/things", response={201: dict})
@idempotent
def make_thing(request, payload: Named):
    if payload.level == 9:
        raise Refused("That is taken.", code="taken", field="code", data={"remedy": "Choose another."})
    Organisation.objects.create(code=payload.code, name_zh="-", name_en="-", kind="team")
    record("thing.made", by=request.user)
    return Status(201, {"code": payload.code, "at": timezone.now()})


@router.get("/broken")
def broken(request):
    raise RuntimeError("secret")


api = NinjaAPI(urls_namespace="test-api", auth=[TerminalToken(), SignedIn()])
answer_with_problems(api)
api.add_router("", router)


class Urls:
    from django.urls import path

    urlpatterns = [path("api/test/", api.urls)]


@pytest.fixture
def alice(client, settings):
    settings.ROOT_URLCONF = Urls
    user = make.make_user("dispatcher")
    client.force_login(user)
    client.raise_request_exception = False
    return user


def post(client, body, key=None, **headers):
    headers = {**headers, **({"Idempotency-Key": key} if key else {})}
    return client.post("/api/test/things", body, content_type="application/json", headers=headers)


def test_strangers_get_a_problem_that_says_how_to_come_in(client):
    answer = client.get("/api/v1/units")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Unauthorized"


def test_a_session_without_the_csrf_token_cannot_write(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert post(strict, {"code": "a"}).status_code == 403


def test_every_bad_field_has_its_entry(client, alice):
    answer = post(client, {"level": "high"})
    assert answer.status_code == 422
    assert sorted(entry["field"] for entry in answer.json()["errors"]) == ["code", "level"]


def test_a_refusal_names_field_and_remedy(client, alice):
    answer = post(client, {"code": "a", "level": 9})
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["type"] == "urn:muster:problem:taken"
    assert problem["errors"] == [{"field": "code", "message": "That is taken.", "remedy": "Choose another."}]


def test_nonsense_and_accidents_are_problems_too_and_tell_no_secrets(client, alice):
    answer = client.post("/api/test/things", "{", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    answer = client.get("/api/test/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()


def test_the_same_key_answers_the_same_and_does_it_once(client, alice):
    first = post(client, {"code": "a"}, key="k1")
    again = post(client, {"code": "a"}, key="k1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert first.status_code == 201
    assert Organisation.objects.filter(code="a").count() == 1
    assert JournalEntry.objects.filter(verb="thing.made").count() == 1


def test_a_key_is_not_for_another_request_and_not_shared_between_people(client, alice):
    post(client, {"code": "a"}, key="k1")
    assert post(client, {"code": "b"}, key="k1").json()["type"] == "urn:muster:problem:idempotency_reused"
    client.force_login(make.make_user("dispatcher"))
    assert post(client, {"code": "b"}, key="k1").status_code == 201


def test_a_refused_deed_keeps_no_key(client, alice):
    assert post(client, {"code": "a", "level": 9}, key="k1").status_code == 409
    assert post(client, {"code": "a"}, key="k1").status_code == 201


def test_old_keys_are_forgotten(client, alice):
    post(client, {"code": "a"}, key="k1")
    assert forget_old_keys() == 0
    IdempotencyKey.objects.update(at=timezone.now() - KEPT - timedelta(seconds=1))
    assert forget_old_keys() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_with_one_key_do_it_once(alice):
    answers = []

    def shoot():
        mine = Client()
        mine.force_login(alice)
        answers.append(post(mine, {"code": "a"}, key="k1"))
        connection.close()

    threads = [threading.Thread(target=shoot) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Organisation.objects.filter(code="a").count() == 1


def test_the_journal_knows_where_a_deed_came_from(client, alice, settings):
    settings.MUSTER = {**settings.MUSTER, "TRUSTED_PROXIES": ["127.0.0.0/8"]}
    post(client, {"code": "a"}, **{"X-Forwarded-For": "6.6.6.6, 203.0.113.7"})
    entry = JournalEntry.objects.get(verb="thing.made")
    assert (entry.source, entry.address, len(entry.session)) == ("web", "203.0.113.7", 16)
    assert client.session.session_key not in str(JournalEntry.objects.values().get(pk=entry.pk))


def test_nobody_believes_an_address_that_a_stranger_gives(client, alice):
    post(client, {"code": "a"}, **{"X-Forwarded-For": "6.6.6.6"})
    assert JournalEntry.objects.get(verb="thing.made").address == "127.0.0.1"


def test_the_contract_describes_itself_in_openapi_3_1(client):
    contract = client.get("/api/v1/openapi.json").json()
    assert contract["openapi"].startswith("3.1")
    assert "/api/v1/positions" in contract["paths"]
    assert "/api/v1/units/{call_sign}/track" in contract["paths"]


def test_who_looks_at_a_track_is_written_down(client):
    make.make_unit("P12", organisation=make.make_station("ST1"))
    bob = make.make_user("station_officer", organisation=make.make_station("ST1"))
    charlie = make.make_user("station_officer", organisation=make.make_station("ST2"))
    since = {"since": (timezone.now() - timedelta(hours=1)).isoformat()}
    client.force_login(charlie)
    assert client.get("/api/v1/units/P12/track", since).status_code == 404
    client.force_login(bob)
    answer = client.get("/api/v1/units/P12/track", since)
    assert answer.json()["fixes"] == []
    entry = JournalEntry.objects.get(verb="unit.read")
    assert (entry.by, entry.subject_code, entry.data["purpose"]) == (bob, "P12", "track")
    assert client.get("/api/v1/units/P12/track", {"since": "2020-01-01T00:00:00Z"}).status_code == 422
    assert client.get("/api/v1/units/P12/track", {"since": "2026-01-01T00:00:00"}).status_code == 422


def test_the_snapshot_is_also_a_page(client):
    make.make_unit("P12")
    client.force_login(make.make_user("dispatcher"))
    assert client.get("/console/snapshot/").json()["units"][0]["call_sign"] == "P12"
    client.force_login(make.make_user("administrator"))
    assert client.get("/console/snapshot/").status_code == 403


def test_what_is_around_a_point_comes_nearest_first_and_only_what_one_may_see(client):
    from maps.places.models import Place
    from units.cameras.models import Camera

    first, second = make.make_station("ST1"), make.make_station("ST2")
    for call_sign, east, owner in (("P1", 300, first), ("P2", 100, first), ("P3", 50, second), ("P4", 5_000, first)):
        make.make_unit(call_sign, organisation=owner, point=make.point_near(east))
    Camera.objects.create(code="C1", organisation=first, point=make.point_near(0, 200))
    Place.objects.create(name="École", kind="school", point=make.point_near(10))
    client.force_login(make.make_user("station_officer", organisation=first))
    here = {"lon": make.HERE.x, "lat": make.HERE.y}
    found = client.get("/api/v1/nearby", here).json()
    assert [unit["call_sign"] for unit in found["units"]] == ["P2", "P1"]
    assert found["units"][0]["distance_m"] == pytest.approx(100, rel=0.02)
    assert [camera["code"] for camera in found["cameras"]] == ["C1"]
    assert [place["name"] for place in found["places"]] == ["École"]
    assert client.get("/api/v1/nearby", {**here, "layers": "ghosts"}).status_code == 422
    assert not {"cameras", "places"} & set(client.get("/api/v1/nearby", {**here, "layers": "units"}).json())
