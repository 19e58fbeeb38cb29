"""A call is taken by keys alone; what is typed survives tab, line and server; two people at one call lose nothing."""

import re
import time

import pytest
from playwright.sync_api import expect

from incidents.calls.models import Call, Draft
from incidents.kinds.models import RiskFlag
from incidents.register.models import Incident
from tests.factories import HERE, make_incident, make_kind, make_station, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _last_words(transactional_db):
    """A page that is closed still sends what was typed: let that end before the tables are emptied."""
    yield
    time.sleep(0.8)


@pytest.fixture
def taker():
    make_station()
    make_kind("010000", level=3, name_en="Criminal", name_zh="刑事")
    make_kind("010100", level=2, name_en="Robbery", name_zh="抢劫", parent=make_kind("010000"))
    RiskFlag.objects.create(code="gun", name_zh="涉枪", name_en="Gun", letter="枪", raises_level_to=1, order=1)
    return make_user("call_taker")


def coordinates() -> str:
    return f"{HERE.y}, {HERE.x}"


def pick_on_map(page, lon=HERE.x, lat=HERE.y):
    page.evaluate(
        "([lon, lat]) => document.dispatchEvent(new CustomEvent('muster:map-picked', {detail: {lon, lat}}))", [lon, lat]
    )


def saved(page):
    expect(page.locator("[data-status][data-state=saved]")).to_be_visible()


def take_kind(page, words="robb"):
    page.keyboard.press("Alt+k")
    page.keyboard.type(words)
    expect(page.locator("kind-picker [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("input[name=kind]")).to_have_value("010100")


def test_a_call_is_taken_by_keys_alone(page_for, taker):
    page = page_for(taker)
    page.goto("/intake/")
    pick_on_map(page)
    take_kind(page)
    expect(page.locator("[name=level][value='2']")).to_be_checked()
    page.keyboard.press("Alt+f")
    page.keyboard.press("1")
    expect(page.locator("[name=level][value='1']")).to_be_checked()
    page.keyboard.press("Alt+d")
    page.keyboard.type("two men, one gun")
    page.keyboard.press("Alt+n")
    page.keyboard.type("13900001111")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-done]")).to_be_visible()
    incident = Incident.objects.get()
    assert (incident.kind.code, incident.level, incident.risk_flags) == ("010100", 1, ["gun"])
    assert (incident.description, incident.caller_phone) == ("two men, one gun", "13900001111")
    assert incident.place_verified is False
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('muster.draft.'))") == []


def test_missing_place_and_kind_are_said_beside_their_fields(page_for, taker):
    page = page_for(taker)
    page.goto("/intake/")
    page.locator("[name=description]").fill("help")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-field=place] .error")).to_be_visible()
    expect(page.locator("[data-field=kind] .error")).to_be_visible()
    assert not Incident.objects.exists()
    pick_on_map(page)
    expect(page.locator("[data-field=place] .error")).to_have_count(0)


def test_a_closed_tab_and_a_dead_line_lose_nothing(page_for, taker):
    page = page_for(taker)
    page.goto("/intake/")
    page.locator("[name=description]").fill("man with knife")
    saved(page)
    draft = Draft.objects.get()
    page.context.set_offline(True)
    page.locator("[name=description]").fill("man with knife, now two")
    expect(page.locator("[data-status][data-state=offline]")).to_contain_text("kept in this browser")
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"/intake/?draft={draft.pk}")
    expect(again.locator("[name=description]")).to_have_value("man with knife, now two")
    saved(again)
    draft.refresh_from_db()
    assert draft.fields["description"]["value"] == "man with knife, now two"


def test_saving_while_the_line_is_down_opens_the_incident_when_it_is_back_and_once(page_for, taker):
    page = page_for(taker)
    page.goto("/intake/")
    pick_on_map(page)
    take_kind(page)
    saved(page)
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-status]")).to_contain_text("opened as soon as it is back")
    page.keyboard.press("Control+Enter")
    page.context.set_offline(False)
    expect(page.locator("[data-done]")).to_be_visible(timeout=15_000)
    assert Incident.objects.count() == 1


def test_the_dispatcher_releases_while_the_taker_types_on(page_for, taker):
    page = page_for(taker)
    page.goto("/intake/")
    pick_on_map(page)
    take_kind(page)
    page.locator("[name=description]").fill("two men")
    saved(page)
    dispatcher = page_for(make_user("dispatcher"))
    dispatcher.goto(f"/intake/?draft={Draft.objects.get().pk}")
    expect(dispatcher.locator("[name=description]")).to_have_value("two men")
    dispatcher.keyboard.press("Alt+r")
    expect(dispatcher.locator(".intake-code")).to_contain_text("Incident")
    page.locator("[name=description]").press_sequentially(", one gun")
    expect(page.locator(".intake-code")).to_contain_text("Incident")
    saved(page)
    expect(dispatcher.locator("[name=description]")).to_have_value("two men, one gun", timeout=15_000)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-done]")).to_be_visible()
    assert Incident.objects.get().description == "two men, one gun"


def test_two_editors_of_one_field_see_both_texts(page_for, taker):
    page = page_for(taker)
    page.goto("/intake/")
    page.locator("[name=place_note]").fill("third floor")
    saved(page)
    other = page_for(make_user("dispatcher"))
    other.goto(f"/intake/?draft={Draft.objects.get().pk}")
    expect(other.locator("[name=place_note]")).to_have_value("third floor")
    page.locator("[name=place_note]").fill("third floor, left")
    saved(page)
    other.context.set_offline(True)
    other.locator("[name=place_note]").fill("roof")
    page.locator("[name=place_note]").fill("cellar")
    page.wait_for_timeout(1500)
    other.context.set_offline(False)
    expect(other.locator(".conflict")).to_contain_text("cellar", timeout=15_000)
    other.get_by_role("button", name="Keep both").click()
    expect(page.locator("[name=place_note]")).to_have_value(re.compile("cellar.*roof"), timeout=15_000)


def test_a_nuisance_call_ends_in_two_keys(page_for, taker):
    page = page_for(taker)
    page.goto("/intake/")
    page.keyboard.press("Alt+Shift+5")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-done]")).to_be_visible()
    assert Call.objects.get().nature == "nuisance"
    assert not Incident.objects.exists()


def test_a_repeat_shows_while_typing_and_its_words_go_to_the_first(page_for, taker):
    first = make_incident(kind=make_kind("010100"), address="1 Rue Grimaldi")
    page = page_for(taker)
    page.goto("/intake/")
    page.locator("[name=description]").fill("a fight before the shop")
    pick_on_map(page)
    expect(page.locator(".duplicate")).to_contain_text("m away")
    page.keyboard.press("Alt+5")
    expect(page.locator("[data-done]")).to_contain_text(first.code)
    assert first.timeline.get(verb="call.attached").text == "a fight before the shop"


def test_an_incident_is_edited_in_place_and_its_deeds_are_dialogs(page_for, taker):
    incident = make_incident(kind=make_kind("010100"), description="two men", level=2)
    page = page_for(make_user("duty_chief"))
    page.goto(f"/incidents/{incident.code}/")
    page.get_by_role("button", name="Change: Description").click()
    page.locator(".known-form textarea").fill("three men")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-name=description] [data-shown]")).to_have_text("three men")
    page.get_by_role("button", name="Escalate").click()
    page.locator("dialog [name=reason]").fill("shots heard")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".story")).to_contain_text("shots heard")
    page.get_by_role("button", name="Hold").click()
    page.locator("dialog [type=submit]").click()
    expect(page.locator("dialog .error")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".story-remark textarea").fill("caller rang again")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".story")).to_contain_text("caller rang again")
    incident.refresh_from_db()
    assert (incident.level, incident.description) == (1, "three men")


def test_in_the_console_one_key_opens_the_form_and_the_saved_call_is_the_incident_in_hand(page_for, taker):
    page = page_for(make_user("dispatcher"))
    page.goto("/console/")
    page.keyboard.press("F2")
    expect(page.locator("intake-form")).to_be_visible()
    pick_on_map(page)
    take_kind(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("muster-panel h1")).to_contain_text("Robbery")
    expect(page.locator("intake-form")).to_have_count(0)
    page.locator("muster-panel [data-deed=correct_place]").click()
    page.locator("dialog [name=reason]").fill("caller says next street")
    pick_on_map(page, lon=HERE.x + 0.002)
    page.keyboard.press("Control+Enter")
    expect(page.locator("muster-panel .story")).to_contain_text("caller says next street")
    assert Incident.objects.get().corrections.count() == 1
