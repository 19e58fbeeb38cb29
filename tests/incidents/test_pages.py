"""Pages and API of the register and the call desk: refusals name field and remedy, strangers get 404."""

import json
import uuid

import pytest
from django.utils.translation import override

from dispatch.journal.models import JournalEntry
from incidents.calls.models import Call, Draft
from incidents.kinds.models import RiskFlag
from incidents.register.models import Incident
from incidents.timeline.queries import story_of
from tests.factories import HERE, make_incident, make_kind, make_station, make_user

pytestmark = pytest.mark.django_db

PLACE = {"lon": HERE.x, "lat": HERE.y, "typed": "here"}


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def post_json(client, url, body, **more):
    return client.post(url, json.dumps(body), content_type="application/json", **more)


def test_autosave_release_and_both_problems_named(as_user):
    make_station()
    client = as_user(make_user("call_taker"))
    url = f"/drafts/{uuid.uuid4()}/"
    answer = post_json(client, url, {"fields": {"description": {"value": "help", "base": 0}}, "editor": "a"})
    assert answer.status_code == 200
    assert answer.json()["fields"]["description"]["version"] == 1
    refused = post_json(client, url + "release/", {"fields": {}})
    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["problems"]} == {"kind", "place"}
    assert all(one["data"]["remedy"] for one in refused.json()["problems"])
    fields = {"kind": {"value": make_kind().code, "base": 0}, "place": {"value": PLACE, "base": 0}}
    opened = post_json(client, url + "release/", {"fields": fields})
    assert opened.status_code == 201
    again = post_json(client, url + "release/", {"fields": {}})
    assert (again.status_code, again.json()["incident"]) == (200, opened.json()["incident"])
    assert Incident.objects.get().description == "help"


def test_saving_an_untouched_form_says_what_is_missing(as_user):
    refused = post_json(
        as_user(make_user("call_taker")), f"/drafts/{uuid.uuid4()}/release/", {"fields": {}, "editor": "a"}
    )
    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["problems"]} == {"kind", "place"}


def test_ending_a_call_twice_answers_the_same(as_user):
    client = as_user(make_user("call_taker"))
    url = f"/drafts/{uuid.uuid4()}/end/"
    first = post_json(client, url, {"nature": "nuisance", "fields": {}})
    again = post_json(client, url, {"nature": "nuisance", "fields": {}})
    assert first.json()["call"] == again.json()["call"] == Call.objects.get().code


def test_a_dispatcher_does_not_get_a_confidential_callers_number_from_a_draft(as_user):
    make_station()
    taker = make_user("call_taker")
    url = f"/drafts/{uuid.uuid4()}/"
    fields = {"caller_phone": {"value": "13900001111"}, "confidential": {"value": True}, "description": {"value": "x"}}
    post_json(as_user(taker), url, {"fields": fields})
    seen = as_user(make_user("dispatcher")).get(url)
    assert seen.json()["fields"].keys() == {"description"}
    lost = post_json(as_user(make_user("dispatcher")), url, {"fields": {"caller_phone": {"value": "1", "base": 0}}})
    assert "13900001111" not in lost.content.decode()
    assert Draft.objects.get().fields["caller_phone"]["value"] == "13900001111"


def test_strangers_get_404_and_lacking_rights_403(as_user):
    incident = make_incident()
    stranger = as_user(make_user("duty_chief", organisation=make_station("ST2")))
    for url in (
        f"/incidents/{incident.code}/",
        f"/incidents/{incident.code}/story/",
        f"/incidents/{incident.code}/close/",
        f"/api/v1/incidents/{incident.code}",
    ):
        assert stranger.get(url).status_code == 404
    assert stranger.get(f"/duplicates/?incident={incident.code}").status_code == 404
    analyst = as_user(make_user("analyst"))
    assert analyst.get(f"/incidents/{incident.code}/").status_code == 200
    assert analyst.get(f"/incidents/{incident.code}/close/").status_code == 403
    assert post_json(analyst, f"/incidents/{incident.code}/change/", {}).status_code == 403


def test_showing_the_caller_is_journalled_with_its_purpose(as_user):
    incident = make_incident(caller_phone="13900001111", caller_name="Li")
    client = as_user(make_user("dispatcher"))
    page = client.get(f"/incidents/{incident.code}/").content.decode()
    assert "13900001111" not in page
    assert not JournalEntry.objects.filter(verb="incident.read").exists()
    shown = client.post(f"/incidents/{incident.code}/caller/", {"purpose": "call back"})
    assert "13900001111" in shown.content.decode()
    assert JournalEntry.objects.get(verb="incident.read").data["purpose"] == "call back"


def test_a_deed_refused_comes_back_as_its_form_with_the_reason(as_user):
    incident = make_incident(level=2)
    client = as_user(make_user("dispatcher"))
    missing = client.post(f"/incidents/{incident.code}/escalate/", {"level": "1", "reason": ""})
    assert missing.status_code == 422
    assert 'role="alert"' in missing.content.decode()
    done = client.post(f"/incidents/{incident.code}/escalate/", {"level": "1", "reason": "shots"})
    assert done.status_code == 204
    Incident.objects.update(state="closed")
    late = client.post(f"/incidents/{incident.code}/hold/", {"minutes": "30", "reason": "later"})
    assert late.status_code == 409


def test_a_conflict_answers_409_with_both_texts_and_whose_they_are(as_user):
    incident = make_incident()
    taker = make_user("call_taker", name_zh="张三")
    url = f"/incidents/{incident.code}/change/"
    post_json(as_user(taker), url, {"fields": {"description": {"value": "knife", "base": 0}}})
    clash = post_json(as_user(make_user("dispatcher")), url, {"fields": {"description": {"value": "gun", "base": 0}}})
    assert clash.status_code == 409
    (conflict,) = clash.json()["conflicts"]
    assert (conflict["mine"], conflict["theirs"]) == ("gun", "knife")
    assert conflict["by_name"]


def test_every_deed_has_a_form_in_both_languages(as_user):
    from incidents.register.deeds import DEEDS

    incident = make_incident(level=2)
    make_station("ST2")
    client = as_user(make_user("duty_chief"))
    for deed in DEEDS.values():
        for language in ("en", "zh-hans"):
            with override(language):
                answer = client.get(f"/incidents/{incident.code}/{deed.path}/")
            assert answer.status_code == 200, deed.name


def test_the_story_is_told_in_the_readers_language(as_user):
    make_station()
    RiskFlag.objects.get_or_create(code="gun", defaults={"name_zh": "涉枪", "name_en": "Gun", "letter": "枪"})
    client = as_user(make_user("dispatcher"))
    answer = post_json(
        client, "/api/v1/incidents", {"kind": make_kind(name_en="Robbery").code, "lon": HERE.x, "lat": HERE.y}
    )
    incident = Incident.objects.get(code=answer.json()["code"])
    changes = {"risk_flags": {"value": ["gun"], "base": 0}, "level": {"value": 1, "base": 1}}
    post_json(client, f"/incidents/{incident.code}/change/", {"fields": changes, "reason": "gun seen"})
    with override("en"):
        words = " | ".join(line.sentence for line in story_of(incident))
    assert "Robbery" in words
    assert "+Gun" in words
    assert "Level 2 to Level 1 — gun seen" in words


def test_the_api_opens_once_per_key_and_names_wrong_fields(as_user):
    make_station()
    client = as_user(make_user("call_taker"))
    body = {
        "kind": make_kind().code,
        "lon": HERE.x,
        "lat": HERE.y,
        "description": "two men",
        "caller": {"phone": "13900001111", "confidential": True},
    }
    first = post_json(client, "/api/v1/incidents", body, headers={"Idempotency-Key": "k1"})
    again = post_json(client, "/api/v1/incidents", body, headers={"Idempotency-Key": "k1"})
    assert (first.status_code, again.json()["code"]) == (201, first.json()["code"])
    assert Incident.objects.count() == 1
    wrong = post_json(client, "/api/v1/incidents", {**body, "kind": "999999"})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "kind"
    code = first.json()["code"]
    assert client.get(f"/api/v1/incidents/{code}").json()["caller"]["phone"] == "13900001111"
    hidden = as_user(make_user("dispatcher")).get(f"/api/v1/incidents/{code}").json()
    assert (hidden["caller"]["hidden"], hidden["caller"]["phone"]) == (True, "")
    assert client.get("/api/v1/incidents?state=open").json()["count"] == 1


def test_the_register_is_searched_by_state_words_and_day(as_user):
    make_incident(description="broken window", state="closed")
    make_incident(description="loud music")
    client = as_user(make_user("station_officer"))
    found = client.get("/incidents/", {"state": "closed", "q": "window"})
    assert len(found.context["page"].object_list) == 1
    assert client.get("/incidents/", {"since": "nonsense", "level": "x", "page": "99"}).status_code == 200


def test_the_panel_asks_the_database_the_same_however_long_the_story(as_user, django_assert_max_num_queries):
    incident = make_incident()
    user = make_user("dispatcher")
    for n in range(40):
        incident.timeline.create(verb="remark.added", text=str(n), by=user)
    client = as_user(user)
    client.get(f"/incidents/{incident.code}/")
    with django_assert_max_num_queries(40):
        client.get(f"/incidents/{incident.code}/")


def test_a_thousand_open_incidents_are_listed_without_asking_for_each(as_user, django_assert_max_num_queries):
    kind, station = make_kind(), make_station()
    Incident.objects.bulk_create(
        Incident(code=f"20261122-{n:04}", kind=kind, level=3, intake_level=3, organisation=station, point=HERE)
        for n in range(1000)
    )
    client = as_user(make_user("dispatcher"))
    with django_assert_max_num_queries(12):
        answer = client.get("/api/v1/incidents?state=open&limit=500")
    assert len(answer.json()["incidents"]) == 500
