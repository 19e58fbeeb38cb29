"""Sending units in a real browser: one key accepts, one tap says why otherwise, the second of two is told why not."""

import pytest
from playwright.sync_api import expect

from dispatch.assignments.models import Assignment
from dispatch.recommendation.models import Recommendation
from incidents.register.actions import open_incident
from tests.factories import HERE, make_kind, make_station, make_unit, make_user, point_near

SECOND = 1_000


@pytest.fixture
def wang(transactional_db):
    make_station()
    make_kind("010100", level=2, name_en="Robbery", name_zh="抢劫")
    make_unit("P12")
    make_unit("M03", point=point_near(300, 0))
    return make_user("dispatcher", username="wang")


@pytest.fixture
def incident(wang):
    return open_incident(by=make_user("call_taker"), point=HERE, kind="010100", address="14 Rue Grimaldi")


def open_panel(page, incident):
    page.goto("/console/")
    expect(page.locator("#live-mark")).to_have_attribute("data-state", "live")
    page.locator(f'muster-queue [data-code="{incident.code}"]').click()
    form = page.locator("form[data-recommend]")
    expect(form).to_be_visible()
    return form


def test_one_key_sends_whom_the_recommendation_names(wang, incident, page_for):
    page = page_for(wang)
    form = open_panel(page, incident)
    expect(form.locator("tr.pick b")).to_have_text("P12")
    expect(form.locator("[data-label]")).to_have_text("Send P12")
    page.keyboard.press("i")
    page.keyboard.press("Enter")
    order = page.locator('.order[data-state="sent"]')
    expect(order).to_contain_text("P12", timeout=3 * SECOND)
    assert Recommendation.objects.filter(chosen__followed=True).count() == 1


PRESS_THE_MOMENT_IT_APPEARS = """() => new MutationObserver((changes, observer) => {
  const form = document.querySelector("form[data-recommend]");
  if (!form) return;
  observer.disconnect();
  form.requestSubmit();
}).observe(document.body, { childList: true, subtree: true })"""


def test_a_key_pressed_in_the_instant_the_recommendation_appears_sends_and_the_console_stays(wang, incident, page_for):
    page = page_for(wang)
    page.goto("/console/")
    expect(page.locator("#live-mark")).to_have_attribute("data-state", "live")
    page.evaluate(PRESS_THE_MOMENT_IT_APPEARS)
    page.evaluate("window.notLoadedAgain = true")
    page.locator(f'muster-queue [data-code="{incident.code}"]').click()
    expect(page.locator('.order[data-state="sent"]')).to_contain_text("P12", timeout=3 * SECOND)
    assert page.evaluate("window.notLoadedAgain") is True


def test_a_choice_of_ones_own_needs_one_tap_of_reason(wang, incident, page_for):
    page = page_for(wang)
    form = open_panel(page, incident)
    page.keyboard.press("i")
    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(form.locator("[data-label]")).to_have_text("Send M03")
    form.get_by_text("Unit offered itself").click()
    expect(page.locator('.order[data-state="sent"]')).to_contain_text("M03", timeout=3 * SECOND)
    made = Recommendation.objects.filter(chosen__isnull=False).get()
    assert (made.chosen["units"], made.chosen["reason"]) == (["M03"], "offered")


def test_the_second_of_two_dispatchers_is_told_who_and_when_and_sends_nothing(wang, incident, page_for):
    li = make_user("dispatcher", username="li")
    other = open_incident(by=make_user("call_taker"), point=HERE, kind="010100", address="Quai Albert Ier")
    first, second = page_for(wang), page_for(li)
    mine, yours = open_panel(first, incident), open_panel(second, other)
    expect(yours.locator("[data-label]")).to_have_text("Send P12")
    mine.locator("[data-submit]").click()
    expect(first.locator('.order[data-state="sent"]')).to_be_visible()
    yours.locator("[data-submit]").click()
    refusal = second.locator(".refused")
    expect(refusal).to_contain_text("P12")
    expect(refusal).to_contain_text(incident.code)
    expect(refusal).to_contain_text("Wang")
    assert Assignment.objects.count() == 1


def test_steps_told_by_radio_are_entered_at_the_desk_and_both_clocks_stand_side_by_side(wang, incident, page_for):
    page = page_for(wang)
    form = open_panel(page, incident)
    form.locator("[data-submit]").click()
    order = page.locator(".order")
    for word, state in (("Signed", "signed"), ("Under way", "en_route"), ("On scene", "on_scene")):
        order.get_by_role("button", name=word, exact=True).click()
        expect(page.locator(f'.order[data-state="{state}"]')).to_be_visible(timeout=3 * SECOND)
    expect(order.locator(".clocks")).to_contain_text("on scene")
