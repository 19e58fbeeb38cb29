"""Automatic calls by another system: made, followed and finished over the API, under the rules of the pages."""

import pytest

from dispatch.autocalls.attempts import claim, end_attempt
from dispatch.autocalls.models import Campaign, ManualCall
from dispatch.autocalls.states import Outcome
from incidents.telephony.models import Trunk
from tests.factories import make_station, make_unit, make_user

pytestmark = pytest.mark.django_db
NEW = {"title": "集合", "text": "到{place}集合", "fields": {"place": "县公安局"}, "is_drill": True}


@pytest.fixture
def line():
    return Trunk.objects.create(name="phones", simulated=True, server="127.0.0.1:1", user="desk")


@pytest.fixture
def dan(client):
    dan = make_user("dispatcher", username="dan")
    client.force_login(dan)
    return dan


def post(client, path: str, data: dict | None = None, **headers):
    return client.post(f"/api/v1/autocalls{path}", data or {}, content_type="application/json", headers=headers)


def test_a_campaign_is_made_started_and_followed(client, dan, line):
    olga = make_user("field_officer", organisation=make_station("ST1"), username="olga", telephone="13900000001")
    numbers = [{"name": "张三", "number": "138 1234 5678"}]
    answer = post(client, "", {**NEW, "people": [olga.username], "numbers": numbers, "start": True})
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert (told["state"], told["board"]["persons"], told["text"]) == ("running", 2, "到县公安局集合")
    campaign = Campaign.objects.get()
    end_attempt(claim(campaign, line), Outcome.ACKNOWLEDGED, key="1")
    board = client.get(f"/api/v1/autocalls/{campaign.code}").json()["board"]
    assert (board["coming"], board["open"]) == (1, 1)
    rows = client.get(f"/api/v1/autocalls/{campaign.code}/callees").json()
    assert [(row["number"], row["coming"], len(row["attempts"])) for row in rows] == [
        ("+8613900000001", True, 1),
        ("+8613812345678", None, 1),
    ]
    assert [row["code"] for row in client.get("/api/v1/autocalls?state=running").json()] == [campaign.code]


def test_the_same_key_makes_and_starts_one_campaign(client, dan, line):
    wanted = {**NEW, "numbers": [{"number": "13812345678"}], "start": True}
    first, second = (post(client, "", wanted, **{"Idempotency-Key": "k1"}) for _time in range(2))
    assert first.json()["code"] == second.json()["code"]
    assert Campaign.objects.count() == 1


def test_what_is_wrong_is_named_and_nothing_is_made(client, dan, line):
    wanted = {**NEW, "numbers": [{"name": "李四", "number": "139 1234"}], "start": True}
    refused = post(client, "", wanted)
    assert refused.status_code == 422
    assert "李四 139 1234" in refused.json()["errors"][0]["message"]
    foreign = post(client, "", {**NEW, "units": ["NOBODY"], "people": ["nobody"]})
    assert [error["field"] for error in foreign.json()["errors"]] == ["people", "units"]
    blank = post(client, "", {**NEW, "fields": {}})
    assert (blank.status_code, blank.json()["errors"][0]["field"]) == (409, "place")
    assert not Campaign.objects.exists()


def test_a_draft_is_filled_and_its_course_is_steered(client, dan, line):
    unit = make_unit("P12")
    unit.organisation.phone = "0377-63123456"
    unit.organisation.save()
    code = post(client, "", NEW).json()["code"]
    added = post(client, f"/{code}/callees", {"units": ["P12"], "numbers": [{"number": "12"}]}).json()
    assert (added["board"]["persons"], [one["typed"] for one in added["problems"]]) == (1, [True])
    states = [post(client, f"/{code}/{verb}").json()["state"] for verb in ("start", "pause", "resume")]
    assert states == ["running", "paused", "running"]
    assert post(client, f"/{code}/hand-over").json()["board"]["by_hand"] == 1
    assert post(client, f"/{code}/copy").json()["state"] == "draft"
    assert post(client, f"/{code}/sing").status_code == 422


def test_calls_by_hand_are_listed_noted_handed_on_and_settled(client, dan, line):
    chief = make_user("duty_chief", username="chief")
    code = post(client, "", {**NEW, "numbers": [{"number": "13812345678"}], "start": True}).json()["code"]
    end_attempt(claim(Campaign.objects.get(code=code), line), Outcome.DECLINED)
    [row] = client.get("/api/v1/autocalls/by-hand").json()
    assert (row["number"], row["person"], row["reason"]) == ("+8613812345678", "dan", "declined")
    path = f"/by-hand/{row['id']}"
    assert post(client, f"{path}/notes", {"notes": "wife answers"}).json()["notes"] == "wife answers"
    assert post(client, f"{path}/hand-to", {"person": "nobody"}).status_code == 422
    assert post(client, f"{path}/hand-to", {"person": chief.username}).json()["person"] == "chief"
    assert client.get("/api/v1/autocalls/by-hand").json() == []
    assert post(client, f"{path}/settle", {"result": "coming"}).json()["result"] == "coming"
    assert post(client, f"{path}/settle", {"result": "coming"}).status_code == 409
    assert ManualCall.objects.get().settled_by == dan


def test_who_may_not_call_is_refused_and_strangers_find_nothing(client, dan, line):
    code = post(client, "", {**NEW, "numbers": [{"number": "13812345678"}]}).json()["code"]
    client.force_login(make_user("station_officer", organisation=make_station("ST2")))
    assert client.get(f"/api/v1/autocalls/{code}").status_code == 404
    assert post(client, f"/{code}/start").status_code == 404
    client.force_login(make_user("analyst"))
    assert client.get("/api/v1/autocalls").status_code == 403
    assert post(client, "", NEW).status_code == 403
