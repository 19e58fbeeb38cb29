"""The dispatcher's desk in a real browser: live, by keys alone, through a dropped line, in two windows."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from incidents.register.actions import change_incident, close_incident, open_incident
from incidents.register.models import Incident
from tests.browser.conftest import PHONE, WALL
from tests.factories import HERE, make_incident, make_kind, make_station, make_unit, make_user, point_near

SECOND = 1_000


@pytest.fixture
def desk(transactional_db):
    """A county with a station, a kind, two free units and a dispatcher."""
    make_station()
    make_kind("010100", level=2, name_en="Robbery", name_zh="抢劫")
    make_unit("P12")
    make_unit("M03", point=point_near(300, 0))
    return make_user("dispatcher")


def robbery(**more) -> Incident:
    more = {"point": HERE, "kind": "010100", "address": "14 Rue Grimaldi", **more}
    return open_incident(by=make_user("call_taker"), **more)


def live(page):
    page.goto("/console/")
    expect(page.locator("#live-mark")).to_have_attribute("data-state", "live")
    return page


def row(page, incident):
    return page.locator(f'muster-queue [data-code="{incident.code}"]')


def test_a_new_incident_stands_in_the_queue_within_a_second(desk, page_for):
    page = live(page_for(desk))
    incident = robbery()
    expect(row(page, incident)).to_be_visible(timeout=SECOND)
    expect(row(page, incident)).to_contain_text("14 Rue Grimaldi")
    expect(page.locator('[data-figure="open"]')).to_have_text("1")
    expect(page.locator("#say-politely")).to_contain_text("Robbery")


def test_the_queue_is_ordered_by_level_then_age_and_a_change_of_level_moves_the_row(desk, page_for):
    old, new = robbery(level=3), robbery(level=3)
    page = live(page_for(desk))
    codes = page.locator("muster-queue [data-list] [data-code]")
    expect(codes).to_have_count(2)
    assert [codes.nth(n).get_attribute("data-code") for n in (0, 1)] == [old.code, new.code]
    change_incident(new, {"level": 1}, {"level": new.version}, by=desk, reason="a knife")
    expect(codes.nth(0)).to_have_attribute("data-code", new.code, timeout=2 * SECOND)
    expect(codes.nth(0).locator(".level")).to_have_attribute("data-level", "1")


def test_nothing_jumps_while_somebody_is_at_work_in_the_list(desk, page_for):
    first = robbery(level=3)
    page = live(page_for(desk))
    row(page, first).hover()
    page.mouse.move(*[part + 3 for part in _middle(row(page, first))])
    place = row(page, first).bounding_box()
    second = robbery(level=1)
    expect(page.locator(".q-new")).to_contain_text("Robbery", timeout=SECOND)
    assert row(page, first).bounding_box() == place
    page.mouse.move(1000, 500)
    expect(row(page, second)).to_be_visible()
    expect(page.locator(".q-new")).to_have_count(0)


def test_by_keys_alone_from_the_queue_to_units_sent(desk, page_for):
    incident = robbery()
    page = live(page_for(desk))
    expect(row(page, incident)).to_be_visible()
    page.keyboard.press("F4")
    expect(row(page, incident)).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.locator("muster-panel:not([hidden])")
    expect(panel.locator("h1")).to_contain_text("Robbery")
    page.keyboard.press("r")
    expect(panel.get_by_role("button", name=re.compile("^Send"))).to_be_visible()
    boxes = panel.locator('input[name="units"]')
    for number in range(1, boxes.count() + 1):
        if boxes.nth(number - 1).is_checked() != (boxes.nth(number - 1).get_attribute("value") == "P12"):
            page.keyboard.press(str(number))
    expect(panel.locator('input[name="units"]:checked')).to_have_count(1)
    if panel.locator("[data-override]:visible").count():
        panel.locator("[data-override] input").first.check()
        page.keyboard.press("i")
    page.keyboard.press("Enter")
    expect(panel.locator('[data-order][data-state="sent"]')).to_contain_text("P12", timeout=5 * SECOND)
    expect(page.locator('muster-units [data-state="sent"]')).to_contain_text("P12")
    page.keyboard.press("Escape")
    expect(row(page, incident)).to_be_focused()


def test_the_command_line_sends_a_unit_to_the_incident_in_hand(desk, page_for):
    incident = robbery()
    page = live(page_for(desk))
    row(page, incident).click()
    expect(page.locator("muster-panel:not([hidden]) h1")).to_contain_text("Robbery")
    page.keyboard.press("Control+k")
    page.keyboard.type("d m03")
    expect(page.locator("#palette-list [aria-selected=true]")).to_contain_text("Send M03")
    page.keyboard.press("Enter")
    expect(page.locator('muster-units [data-state="sent"]')).to_contain_text("M03", timeout=5 * SECOND)


def test_a_dropped_line_is_said_aloud_and_what_happened_meanwhile_is_there_afterwards(desk, page_for):
    stays, ends = robbery(), robbery()
    page = live(page_for(desk))
    row(page, stays).click()
    expect(page.locator("muster-panel:not([hidden]) h1")).to_contain_text("Robbery")
    page.context.set_offline(True)
    notice = page.locator("muster-line")
    expect(notice).to_be_visible(timeout=3 * SECOND)
    expect(notice).to_contain_text("No line to the server")
    expect(notice).to_contain_text("Still works")
    expect(row(page, stays)).to_be_visible()  # the last picture stays
    missed = robbery(level=1, address="Quai Albert I")
    close_incident(ends, by=desk, result="settled", note="")
    change_incident(stays, {"level": 1}, {"level": stays.version}, by=desk, reason="a knife")
    page.wait_for_timeout(500)
    expect(row(page, missed)).to_have_count(0)
    page.context.set_offline(False)
    expect(notice).to_be_hidden()
    expect(row(page, missed)).to_be_visible()
    expect(row(page, ends)).to_have_count(0)
    expect(row(page, stays).locator(".level")).to_have_attribute("data-level", "1")
    expect(page.locator("muster-panel:not([hidden]) h1 .level")).to_have_attribute("data-level", "1")
    expect(page.locator(".toast")).to_contain_text("The line is back")


def test_several_incidents_are_tabs_that_survive_a_reload(desk, page_for):
    one, two = robbery(), robbery()
    page = live(page_for(desk))
    for incident in (one, two):
        row(page, incident).click()
    tabs = page.locator("muster-tabs [role=tab]")
    expect(tabs).to_have_count(2)
    page.keyboard.press("Alt+1")
    expect(tabs.nth(0)).to_have_attribute("aria-selected", "true")
    page.reload()
    expect(tabs).to_have_count(2)
    expect(tabs.nth(0)).to_have_attribute("aria-selected", "true")
    expect(row(page, one)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Alt+w")
    expect(tabs).to_have_count(1)


def test_text_being_typed_in_the_panel_outlives_a_change_by_somebody_else(desk, page_for):
    incident = robbery()
    page = live(page_for(desk))
    row(page, incident).click()
    panel = page.locator("muster-panel:not([hidden])")
    field = panel.locator("textarea:visible, input[type=text]:visible").first
    field.fill("he turned left")
    change_incident(incident, {"level": 1}, {"level": incident.version}, by=make_user("duty_chief"), reason="a knife")
    expect(panel.locator("h1 .level")).to_have_attribute("data-level", "1")
    expect(field).to_have_value("he turned left")
    expect(field).to_be_focused()


def test_two_windows_of_one_seat_show_the_same_without_reloading(desk, page_for):
    left = live(page_for(desk))
    right = live(page_for(desk))
    incident = robbery()
    for page in (left, right):
        expect(row(page, incident)).to_be_visible(timeout=SECOND)
    close_incident(incident, by=desk, result="settled", note="")
    for page in (left, right):
        expect(row(page, incident)).to_have_count(0, timeout=5 * SECOND)


def test_what_is_rolled_back_never_shows(desk, page_for):
    page = live(page_for(desk))
    with transaction.atomic():
        robbery()
        transaction.set_rollback(True)
    page.wait_for_timeout(500)
    expect(page.locator("muster-queue [data-code]")).to_have_count(0)


def test_two_calls_are_typed_side_by_side_beside_the_queue_and_seen_at_the_other_desk(desk, page_for):
    waiting = robbery()
    other = live(page_for(desk))
    page = live(page_for(make_user("call_taker")))
    page.keyboard.press("n")
    drawer = page.locator("muster-drawer")
    drawer.locator("textarea:visible").first.fill("man with a knife")
    expect(other.locator("muster-queue [data-draft]")).to_contain_text("man with a knife", timeout=10 * SECOND)
    page.keyboard.press("F2")
    expect(drawer.get_by_role("tab")).to_have_count(2)
    expect(drawer.locator("textarea:visible").first).to_have_value("")
    expect(row(page, waiting)).to_be_visible()
    drawer.get_by_role("tab").first.click()
    expect(drawer.locator("textarea:visible").first).to_have_value("man with a knife")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.reload()
    page.keyboard.press("n")  # what was set aside is still there
    expect(drawer.get_by_role("tab")).to_have_count(3)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("viewport", [{"width": 1366, "height": 768}, {"width": 1920, "height": 1080}, WALL])
def test_the_desk_fits_its_screen_without_scrolling(desk, page_for, language, viewport):
    for number in range(30):
        make_incident(level=number % 4 + 1, place_typed="Boulevard d'Italie × Avenue de Grande-Bretagne, kiosk 3")
    page = live(page_for(desk, language=language, viewport=viewport))
    page.locator("muster-queue [data-code]").first.click()
    expect(page.locator("muster-panel h1")).to_be_visible()
    wide = page.evaluate(OVERFLOWING)
    assert wide == []


def test_a_phone_is_told_calmly_that_the_console_needs_a_desk(desk, page_for):
    page = page_for(desk, viewport=PHONE)
    page.goto("/console/")
    expect(page.get_by_role("heading", name="The console needs a desk")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _middle(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# elements of the frame whose content sticks out, although they neither scroll nor cut it on purpose
OVERFLOWING = """() => {
  const root = document.documentElement;
  const found = root.scrollWidth > innerWidth || root.scrollHeight > innerHeight ? ["page"] : [];
  const parts = ".top, .top > *, .head, .filters, .hd, .steps li, .q-line, .unit, muster-panel";
  for (const node of document.querySelectorAll(parts)) {
    const wide = node.getClientRects().length && node.scrollWidth > node.clientWidth + 1;
    if (wide && getComputedStyle(node).overflowX === "visible") found.push(node.className || node.tagName);
  }
  return found;
}"""
