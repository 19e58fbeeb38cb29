"""From rows to a stored recommendation, its fragment, and what the human chose."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone, translation

from dispatch.assignments.actions import arrive_assignment, assign_units
from dispatch.recommendation import queries
from dispatch.recommendation.actions import recommend
from dispatch.recommendation.models import Criterion, Recommendation
from incidents.kinds.models import RequiredResponse
from maps.routing import straight
from tests.factories import make_area, make_incident, make_kind, make_organisation, make_station, make_unit, make_user
from tests.factories import point_near as near
from units.access.refused import Refused
from units.positions.models import LastPosition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roads(monkeypatch):
    """Roads as the crow flies, without a router; a test may turn the router off."""
    state = {"down": False}

    def travel_times(points, target, *, vehicle="car"):
        return straight.matrix(points, target), state["down"]

    monkeypatch.setattr(queries, "travel_times", travel_times)
    return state


@pytest.fixture
def wang():
    return make_user(username="wang", language="en")


def call_signs(rows) -> list[str]:
    return [row["call_sign"] for row in rows]


def test_the_nearest_free_unit_is_first_and_the_row_keeps_inputs_version_and_asker(wang):
    far, close = make_unit("P1", point=near(900)), make_unit("P2", point=near(200))
    made = recommend(make_incident(), by=wang)
    assert call_signs(made.result["candidates"]) == ["P2", "P1"]
    assert made.result["proposed"] == ["P2"]
    stored = Recommendation.objects.get()
    assert (stored.by, stored.ranking_version) == (wang, made.ranking_version)
    assert {row["unit_id"] for row in stored.inputs["candidates"]} == {far.pk, close.pk}
    assert stored.inputs["weights"]["travel_time"] == 600
    assert stored.result["candidates"][0]["fix_age_s"] < 60


def test_units_of_another_branch_of_the_tree_are_never_looked_at(wang):
    other = make_organisation("ELSEWHERE", parent=None, kind="county")
    other.parent = None
    other.save()
    make_unit("X1", organisation=other)
    make_unit("P1")
    assert call_signs(recommend(make_incident(), by=wang).result["candidates"]) == ["P1"]


def test_a_station_officer_is_recommended_the_stations_own_units():
    officer = make_user("station_officer", organisation=make_station())
    make_unit("P1")
    make_unit("Q1", organisation=make_station("ST2"))
    assert call_signs(recommend(make_incident(), by=officer).result["candidates"]) == ["P1"]


def test_busy_stale_and_unseen_units_are_told_with_their_reason(wang):
    make_unit("B1", state="busy", state_reason="escort")
    make_unit("N1", point=None)
    stale = make_unit("S1")
    LastPosition.objects.filter(unit=stale).update(at=timezone.now() - timedelta(minutes=12))
    make_unit("O1", state="off")
    result = recommend(make_incident(), by=wang).result
    assert {row["call_sign"]: row["why"]["code"] for row in result["excluded"]} == {
        "B1": "busy",
        "N1": "no_fix",
        "S1": "old_fix",
    }
    assert result["candidates"] == []


def test_the_required_response_counts_what_is_on_its_way(wang):
    kind = make_kind("010509", level=2)
    RequiredResponse.objects.create(kind=kind, count=2, officers_min=4)
    RequiredResponse.objects.create(kind=kind, count=1, capabilities=["armed"], role="support")
    incident = make_incident(kind=kind)
    cars = [make_unit(f"P{n}", point=near(100 * n)) for n in range(1, 4)]
    armed = make_unit("S1", point=near(2000), capabilities=["armed"])
    result = recommend(incident, by=wang).result
    assert result["proposed"] == ["P1", "P2", "S1"]
    assert result["missing"] == []
    assign_units(incident, [cars[0], armed], by=wang)
    result = recommend(incident, by=wang).result
    assert result["proposed"] == ["P2"]
    assign_units(incident, [cars[1]], by=wang)
    assert recommend(incident, by=wang).result["proposed"] == []


def test_an_able_unit_is_found_behind_sixty_nearer_ones(wang):
    kind = make_kind("010101", level=1)
    RequiredResponse.objects.create(kind=kind, count=1, capabilities=["bomb_disposal"])
    for n in range(62):
        make_unit(f"P{n}", point=near(n * 5))
    make_unit("E1", point=near(5000), capabilities=["bomb_disposal"])
    assert recommend(make_incident(kind=kind), by=wang).result["proposed"] == ["E1"]


def test_a_unit_on_lower_work_is_offered_to_be_taken_and_its_work_is_named(wang):
    noise, unit = make_incident(level=4), make_unit("P1")
    (order,) = assign_units(noise, [unit], by=wang)
    arrive_assignment(order, by=wang)
    (row,) = recommend(make_incident(level=1), by=wang).result["candidates"]
    assert row["take"]
    assert row["proposed"]
    assert {"code": "would_be_taken", "incident": noise.code, "level": 4} in row["reasons"]


def test_the_last_unit_of_an_area_is_known(wang):
    area = make_area("ward", kind="beat", centre=near(9000))
    make_unit("P1", home_area=area, point=near(100))
    make_unit("P2", home_area=area, point=near(120), state="off")
    (row,) = recommend(make_incident(level=3), by=wang).result["candidates"]
    assert row["parts"]["coverage"] > 0
    assert "last_in_area" in [reason["code"] for reason in row["reasons"]]


def test_weights_changed_in_admin_change_the_order(wang):
    make_unit("P1", point=near(300), organisation=make_station("ST2"))
    make_unit("P2", point=near(500))
    Criterion.objects.update_or_create(code="foreign", defaults={"weight": 0})
    assert recommend(make_incident(), by=wang).result["proposed"] == ["P1"]
    Criterion.objects.update_or_create(code="foreign", defaults={"weight": 400})
    assert recommend(make_incident(), by=wang).result["proposed"] == ["P2"]


def test_few_statements_whatever_the_number_of_units(wang, django_assert_max_num_queries):
    area = make_area("ward", kind="beat")
    for n in range(80):
        make_unit(f"P{n}", point=near(n * 20), home_area=area, state="free" if n % 3 else "busy")
    incident = make_incident()
    with django_assert_max_num_queries(14):
        recommend(incident, by=wang)


def test_following_is_recorded_and_departing_needs_a_reason(wang):
    first, second = make_unit("P1", point=near(100)), make_unit("P2", point=near(900))
    incident = make_incident()
    made = recommend(incident, by=wang)
    with pytest.raises(Refused) as refusal:
        assign_units(incident, [second], by=wang, recommendation=made)
    assert refusal.value.field == "override_reason"
    (order,) = assign_units(incident, [second], by=wang, recommendation=made, override_reason="knows_place")
    made.refresh_from_db()
    assert (made.chosen["followed"], made.chosen["reason"], made.chosen["units"]) == (False, "knows_place", ["P2"])
    assert order.eta_s == pytest.approx(made.result["candidates"][1]["eta_s"])
    again = recommend(incident_2 := make_incident(), by=wang)
    assign_units(incident_2, [first], by=wang, recommendation=again)
    again.refresh_from_db()
    assert again.chosen["followed"] is True


def test_the_fragment_shows_times_keys_reasons_and_why_not_in_both_languages(client, wang, roads):
    kind = make_kind("010509")
    RequiredResponse.objects.create(kind=kind, count=1, capabilities=["armed"])
    make_unit("F1", point=near(50), kind="foot")
    make_unit("P1", point=near(600), capabilities=["armed"])
    make_unit("B1", state="busy")
    incident = make_incident(kind=kind)
    client.force_login(wang)
    page = client.get(f"/incidents/{incident.code}/recommendation/").content.decode()
    for text in (
        "P1",
        "1:23",
        'data-key="1"',
        "Send P1",
        "not able: armed",
        "nearest able",
        "busy",
        'data-key="Enter"',
    ):
        assert text in page
    assert "straight line" not in page
    roads["down"] = True
    wang.language = "zh-hans"
    wang.save()
    client.force_login(wang)
    with translation.override("zh-hans"):
        page = client.get(f"/incidents/{incident.code}/recommendation/").content.decode()
    assert "router does not answer" in page or "路径" in page or "直线" in page


def test_one_form_sends_and_a_refusal_names_the_field(client, wang):
    make_unit("P1", point=near(100))
    taken = make_unit("P2", point=near(200))
    incident = make_incident()
    client.force_login(wang)
    made = recommend(incident, by=wang)
    url = f"/incidents/{incident.code}/assign/"
    htmx = {"HX-Request": "true"}
    answer = client.post(url, {"units": ["P2"], "recommendation": made.pk}, headers=htmx)
    assert answer.status_code == 422
    assert 'data-field="override_reason"' in answer.content.decode()
    assign_units(make_incident(), [taken], by=make_user())
    answer = client.post(url, {"units": ["P1", "P2"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "taken")
    answer = client.post(url, {"units": ["P1"], "recommendation": made.pk}, headers=htmx)
    assert answer.status_code == 200
    assert "P1" in answer.content.decode()
    assert client.post(url, {"units": ["NONE"]}).status_code == 422


def test_a_form_the_browser_itself_posted_leads_back_to_its_page_with_the_refusal_in_words(client, wang):
    taken, incident = make_unit("P2", point=near(200)), make_incident()
    assign_units(make_incident(), [taken], by=make_user())
    client.force_login(wang)
    console = "http://testserver/console/"
    browser = {"Accept": "text/html,*/*;q=0.8", "Referer": console}
    url = f"/incidents/{incident.code}/assign/"
    assert client.post(url, {"units": ["P2"]}, headers=browser).url == console
    assert "P2" in "".join(str(message) for message in get_messages(client.get(console).wsgi_request))
    elsewhere = client.post(url, {"units": ["P2"]}, headers=browser | {"Referer": "https://example.org/console/"})
    assert elsewhere.url == "/"


def test_strangers_get_404_and_users_without_the_right_403(client):
    incident = make_incident()
    other = make_organisation("FAR", kind="county")
    other.parent = None
    other.save()
    client.force_login(make_user("dispatcher", organisation=other))
    assert client.get(f"/incidents/{incident.code}/recommendation/").status_code == 404
    assert client.post(f"/incidents/{incident.code}/assign/", {"units": ["P1"]}).status_code == 404
    client.force_login(make_user("auditor"))
    assert client.get(f"/incidents/{incident.code}/recommendation/").status_code == 403


def test_the_api_answers_units_with_reasons_in_words_and_sends_them(client, wang):
    make_unit("P1", point=near(100))
    incident = make_incident()
    client.force_login(wang)
    answer = client.get(f"/api/v1/incidents/{incident.code}/recommendation?limit=5").json()
    (unit,) = answer["units"]
    assert {"eta_s", "distance_m", "fix_age_s", "score"} <= set(unit)
    assert unit["reasons"][0]["text"]
    sent = client.post(
        f"/api/v1/incidents/{incident.code}/assignments", {"units": ["P1"]}, content_type="application/json"
    )
    assert sent.status_code == 201
    (order,) = sent.json()["assignments"]
    url = f"/api/v1/assignments/{order['code']}/sign"
    assert client.post(url, {}, content_type="application/json").json()["state"] == "signed"
    (live,) = client.get("/api/v1/assignments?state=live").json()
    assert (live["unit"], live["incident"]["code"], live["primary"]) == ("P1", incident.code, True)
    refused = client.post(f"/api/v1/assignments/{order['code']}/clear", {}, content_type="application/json")
    assert refused.status_code == 409
