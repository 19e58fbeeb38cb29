"""Nearby in a real browser: by key around the incident in hand, along a drawn route, and a unit sent from the list."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dispatch.assignments.models import Assignment
from dispatch.casts.models import Cast
from dispatch.journal.models import JournalEntry
from incidents.register.actions import open_incident
from maps.places.models import Place
from tests.browser.conftest import wait_until
from tests.factories import HERE, make_kind, make_station, make_unit, make_user, point_near
from units.crews.models import Unit
from units.duty.models import Shift, ShiftMember

OVER = """(() => {{
  const {{ lat, lng }} = document.querySelector("muster-map").map.getCenter();
  return Math.hypot(lng - {lon}, lat - {lat}) < 0.003;
}})()"""


@pytest.fixture
def wang(transactional_db):
    make_station()
    make_kind("010100", level=2, name_en="Robbery", name_zh="抢劫")
    make_unit("P12", point=point_near(200, 0))
    make_unit("M03", point=point_near(800, 0))
    Place.objects.create(name="School of Art", kind="school", point=point_near(0, 300))
    return make_user("dispatcher", username="wang")


def test_a_key_shows_what_is_around_and_a_unit_is_sent_from_there(wang, page_for):
    incident = open_incident(by=make_user("call_taker"), point=HERE, kind="010100", address="14 Rue Grimaldi")
    page = page_for(wang)
    page.goto("/console/")
    expect(page.locator("#live-mark")).to_have_attribute("data-state", "live")
    page.locator(f'muster-queue [data-code="{incident.code}"]').click()
    page.keyboard.press("z")
    # whatever else the base map of another test has around here, units and our own place are in the list
    units = page.locator(".nearby-row[data-layer=units] b")
    expect(units).to_have_text(["P12"])
    expect(page.locator(".nearby-row", has_text="School of Art")).to_have_count(1)
    page.locator(".chip[data-layer=places]").click()
    expect(page.locator(".nearby-row", has_text="School of Art")).to_have_count(0)
    page.locator("[data-metres='1000']").click()
    expect(units).to_have_text(["P12", "M03"])
    expect(page.locator(".nearby-mark")).to_have_count(page.locator(".nearby-row").count())
    units.last.click()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".nearby-row[aria-selected=true] b")).to_have_text("M03")
    page.keyboard.press("s")
    expect(page.locator(".order").first).to_contain_text("M03")
    assert Assignment.objects.get(incident=incident).unit.call_sign == "M03"
    page.keyboard.press("Escape")
    expect(page.locator("muster-nearby")).to_be_hidden()
    expect(page.locator(".nearby-mark")).to_have_count(0)


def test_from_a_row_its_unit_is_shown_called_opened_and_cast(wang, page_for):
    unit = Unit.objects.get(call_sign="M03")
    now = timezone.now()
    shift = Shift.objects.create(
        unit=unit, organisation=unit.organisation, begins_at=now, ends_at=now + timedelta(hours=8)
    )
    bob = make_user("field_officer", organisation=unit.organisation, telephone="+377 99 12 34")
    ShiftMember.objects.create(shift=shift, user=bob, leader=True)
    page = page_for(wang)
    page.goto("/console/")
    expect(page.locator("#live-mark")).to_have_attribute("data-state", "live")
    _around(page, HERE)
    page.locator("[data-metres='1000']").click()
    page.locator(".chip[data-layer=places]").click()  # those of another test's base map would fill the first page
    page.locator(".nearby-row[data-layer=units]", has_text="M03").click()
    page.keyboard.press("m")
    wait_until(page, OVER.format(lon=point_near(800, 0).x, lat=point_near(800, 0).y))
    page.keyboard.press("c")
    expect(page.locator("[data-deeds] a[href='tel:+377991234']")).to_be_visible()
    assert JournalEntry.objects.filter(verb="user.read", by=wang, data__purpose="call").count() == 1
    page.keyboard.press("o")
    card = page.locator("#unit-card")
    expect(card).to_contain_text("M03")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.locator(".nearby-row[data-layer=units]", has_text="M03").click()
    page.keyboard.press("w")
    expect(page.locator("#cast-title")).to_contain_text("M03")
    page.locator("#cast-targets [data-target='organisation:ST1']").click()
    expect(page.locator(".toast", has_text="Cast to")).to_be_visible()
    cast = Cast.objects.get()
    assert (cast.unit, cast.to_organisation.code) == (unit, "ST1")


def test_a_route_is_drawn_by_clicks_and_enter_searches_it(wang, page_for):
    page = page_for(wang)
    page.goto("/console/")
    expect(page.locator("#live-mark")).to_have_attribute("data-state", "live")
    page.locator("[data-do=nearby]").click()
    expect(page.locator("muster-nearby")).to_be_visible()
    expect(page.locator("muster-nearby")).not_to_have_attribute("aria-busy", "true")
    page.locator("[data-draw=route]").click()
    box = page.locator(".situation").bounding_box()
    for share in (0.55, 0.7):
        page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.5)
    expect(page.locator("muster-nearby [data-how]")).to_contain_text("2 points")
    with page.expect_response("**/api/v1/nearby") as answer:
        page.keyboard.press("Enter")
    assert answer.value.json()["shape"]["kind"] == "route"
    expect(page.locator("muster-nearby [data-where]")).to_have_text("along the route drawn")


def test_a_shape_is_drawn_by_its_corners_and_holds_only_what_lies_inside(wang, page_for):
    page = page_for(wang)
    page.goto("/console/")
    expect(page.locator("#live-mark")).to_have_attribute("data-state", "live")
    _around(page, HERE)
    page.locator("[data-draw=shape]").click()
    search = page.locator("muster-nearby [data-act=done]")
    expect(search).to_be_disabled()
    # P12 stands 200 m east of the middle, the school 300 m north of it: this triangle holds only P12
    corners = [point_near(100, 100), point_near(300, 100), point_near(200, -150), point_near(0, 400)]
    for corner in corners:
        page.mouse.click(*_on_screen(page, corner))
    page.keyboard.press("Backspace")  # the last one was a slip
    expect(page.locator("muster-nearby [data-how]")).to_contain_text("3 points")
    expect(search).to_be_enabled()
    with page.expect_response("**/api/v1/nearby") as answer:
        search.click()
    found = answer.value.json()
    assert found["shape"]["kind"] == "area"
    assert len(found["shape"]["outline"]["coordinates"][0]) == 4
    expect(page.locator(".nearby-row[data-layer=units] b")).to_have_text(["P12"])
    expect(page.locator(".nearby-row", has_text="School of Art")).to_have_count(0)
    expect(page.locator("muster-nearby [data-where]")).to_have_text("inside the shape drawn")


def test_a_shape_is_drawn_without_a_mouse(wang, page_for):
    page = page_for(wang)
    page.goto("/console/")
    expect(page.locator("#live-mark")).to_have_attribute("data-state", "live")
    _around(page, HERE)
    page.locator("[data-draw=shape]").press("Enter")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        page.wait_for_timeout(400)  # the map glides
        page.keyboard.press("Space")
    expect(page.locator("muster-nearby [data-how]")).to_contain_text("3 points")
    with page.expect_response("**/api/v1/nearby") as answer:
        page.keyboard.press("Enter")
    assert answer.value.ok, answer.value.text()
    assert answer.value.json()["shape"]["kind"] == "area"


def _around(page, point) -> None:
    """Nearby is open around the point, and the map rests there."""
    with page.expect_response("**/api/v1/nearby"):
        page.evaluate("([lon, lat]) => document.querySelector('muster-nearby').around(lon, lat)", [point.x, point.y])
    expect(page.locator("muster-nearby")).not_to_have_attribute("aria-busy", "true")
    page.wait_for_timeout(500)


def _on_screen(page, point) -> list[float]:
    return page.evaluate(
        """([lon, lat]) => {
          const map = document.querySelector("muster-map").map;
          const { left, top } = map.getContainer().getBoundingClientRect();
          const { x, y } = map.latLngToContainerPoint([lat, lon]);
          return [left + x, top + y];
        }""",
        [point.x, point.y],
    )
