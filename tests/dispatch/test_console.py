"""The console's server side: who gets where, the panel, honest figures, first steps, error pages, contrast."""

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import timezone

from dispatch.console.figures import times_of_today
from dispatch.console.steps import course
from tests.factories import make_incident, make_organisation, make_station, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("call_taker", "/console/"),
        ("dispatcher", "/console/"),
        ("duty_chief", "/console/"),
        ("station_officer", "/station/"),
        ("auditor", "/journal/"),
        ("administrator", "/admin/"),
        ("analyst", "/incidents/"),
    ],
)
def test_the_front_door_leads_everybody_to_their_own_working_place(client, role, place):
    client.force_login(make_user(role))
    assert client.get("/").url == place


def test_who_holds_no_role_is_told_so_calmly(client):
    make_user("dispatcher")
    client.force_login(make_user(None))
    answer = client.get("/")
    assert answer.status_code == 200
    assert "dispatch/console/no_place.html" in [template.name for template in answer.templates]


def test_an_empty_bureau_shows_its_first_steps_to_anybody(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "createsuperuser" in answer.text


def test_the_console_is_for_those_who_may_open_it(client):
    client.force_login(make_user("auditor"))
    assert client.get("/console/").status_code == 403


def test_the_console_page_needs_no_inline_style_and_knows_its_addresses(client):
    client.force_login(make_user("dispatcher"))
    page = client.get("/console/").text
    assert " style=" not in page
    assert "/console/incidents/CODE/" in page


def test_the_panel_of_another_branch_does_not_exist(client):
    make_station("ST1")
    elsewhere = make_incident(organisation=make_organisation("OTHER", kind="county"))
    client.force_login(make_user("dispatcher", organisation=make_station("ST1")))
    assert client.get(f"/console/incidents/{elsewhere.code}/").status_code == 404


def test_every_section_of_the_panel_has_its_own_id(client):
    incident = make_incident()
    client.force_login(make_user("dispatcher"))
    panel = client.get(f"/console/incidents/{incident.code}/").text
    ids = re.findall(r"data-section id=\"([^\"]+)\"", panel)
    assert len(ids) == len(set(ids)) >= 6
    assert all(one.startswith(incident.code) for one in ids)


def test_the_camera_and_area_layers_hold_what_the_user_may_see(client):
    make_station("ST1")
    client.force_login(make_user("dispatcher"))
    areas = client.get("/console/layers/areas/").json()
    assert [feature["properties"]["code"] for feature in areas["features"]] == ["area-st1"]
    assert client.get("/console/layers/cameras/").json()["features"] == []


def test_times_of_today_come_with_the_number_of_cases_and_leave_out_what_was_held():
    now = timezone.now()
    for seconds in (10, 20, 30):
        make_incident(opened_at=now, dispatched_at=now + timedelta(seconds=seconds))
    make_incident(opened_at=now, dispatched_at=now + timedelta(hours=1), held_until=now)
    times = times_of_today(make_user("dispatcher"))
    assert times["dispatch"]["n"] == 3
    assert times["dispatch"]["p90_s"] == pytest.approx(28)
    assert times["arrive"] == {"p90_s": None, "n": 0}


def _order(**clocks):
    names = ("sent_at", "delivered_at", "signed_at", "en_route_at", "on_scene_at", "moved_evidence_at")
    return SimpleNamespace(**{name: clocks.get(name) for name in (*names, "arrived_evidence_at")})


def test_the_course_takes_the_first_unit_of_each_step_and_keeps_button_and_evidence_apart():
    now = timezone.now()
    incident = SimpleNamespace(called_at=now, opened_at=now, closed_at=None, open=True)
    first = _order(sent_at=now + timedelta(seconds=5), signed_at=now + timedelta(seconds=40))
    second = _order(
        sent_at=now + timedelta(seconds=6),
        delivered_at=now + timedelta(seconds=7),
        signed_at=now + timedelta(seconds=9),
        arrived_evidence_at=now + timedelta(seconds=99),
    )
    timer = SimpleNamespace(stage="depart", warn_at=now, alarm_at=now + timedelta(seconds=60))
    steps = {step.name: step for step in course(incident, [first, second], [timer])}
    assert steps["dispatch"].at == first.sent_at
    assert steps["dispatch"].evidence_at is None  # the receipt of another unit's terminal says nothing of this one
    assert steps["signed"].at == second.signed_at
    assert steps["en_route"].next
    assert steps["en_route"].alarm_at == timer.alarm_at
    assert steps["on_scene"].evidence_at == second.arrived_evidence_at
    assert not steps["on_scene"].reached
    assert steps["on_scene"].evidence_after_s is None


@pytest.mark.parametrize("path", ["/nowhere/", "/console/incidents/none/"])
def test_a_stranger_page_says_so_in_the_readers_language(client, path):
    client.force_login(make_user("dispatcher", language="en"))
    answer = client.get(path)
    assert answer.status_code == 404
    assert "nothing here that you may see" in answer.text


def test_the_page_for_a_fault_speaks_both_languages_and_asks_nothing_of_the_database(client, rf):
    from dispatch.console.errors import broken

    answer = broken(rf.get("/"))
    assert answer.status_code == 500
    assert "Something broke" in answer.content.decode()
    assert "系统出错了" in answer.content.decode()


def test_a_request_that_cannot_be_read_gets_a_page_in_both_languages(client):
    answer = client.get("/", headers={"Host": "not-ours.example"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "The request could not be read" in page
    assert "请求无法读取" in page
    assert "<script" not in page


def test_language_and_theme_are_kept_for_the_user_and_lead_back_only_to_our_own_pages(client):
    user = make_user("dispatcher")
    client.force_login(user)
    answer = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer.url == "/"
    assert client.post("/theme/", {"theme": "light"}, headers={"X-Requested-With": "fetch"}).status_code == 204
    user.refresh_from_db()
    assert (user.language, user.theme) == ("en", "light")
    assert 'data-theme="light"' in client.get("/console/").text
    assert client.post("/language/", {"language": "tlh"}).status_code == 400


def test_a_unit_of_ones_own_is_counted_in_no_figure_of_another_county(client):
    make_unit()
    client.force_login(make_user("dispatcher", organisation=make_organisation("OTHER", kind="county")))
    assert client.get("/console/figures/").json()["dispatch"]["n"] == 0


# --- contrast: ink on ground of both themes, WCAG AA ---


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _tokens(theme: str) -> dict[str, str]:
    sheet = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    block = sheet.split(f'[data-theme="{theme}"] {{')[1].split("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_words_can_be_read_on_every_ground(theme):
    token = _tokens(theme)
    words = ["ink-1", "ink-2", "ink-3", "ok", "warn", "late", "danger", "accent"]
    grounds = ["ground-0", "ground-1", "ground-2"]
    pairs = [(ink, ground) for ink in words for ground in grounds]
    pairs += [("ink-1", "ground-3"), ("ink-2", "ground-3"), ("accent-ink", "accent"), ("danger", "danger-ground")]
    pairs += [("warn", "warn-ground"), ("ink-1", "accent-ground"), ("ink-2", "accent-ground")]
    pairs += [("state-ink", state) for state in ("free", "sent", "moving", "scene", "busy", "off")]
    pairs += [("level-ink", f"level-{level}") for level in range(1, 5)]
    weak = {pair: round(ratio, 2) for pair in pairs if (ratio := _contrast(token[pair[0]], token[pair[1]])) < 4.5}
    assert weak == {}


@pytest.mark.parametrize(
    "address", ["/incidents/%00/", "/incidents/?q=%00", "/duplicates/?number=1%00", "/nowhere/?a=%00"]
)
def test_an_address_that_no_database_can_look_up_is_refused(client, address):
    client.force_login(make_user("dispatcher"))
    assert client.get(address).status_code == 400


def test_json_that_no_database_can_keep_is_refused_with_a_problem(client):
    client.force_login(make_user("dispatcher"))
    body = {"kind": "010100", "lon": 7.42, "lat": 43.735, "description": "a\0b"}
    answer = client.post("/api/v1/incidents", body, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
