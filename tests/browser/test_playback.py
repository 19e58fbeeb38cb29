"""The playback page: time, map and lists show the same moment."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from dispatch.assignments.actions import assign_units
from dispatch.assignments.models import AssignmentStep
from dispatch.playback.models import UnitShown
from incidents.timeline.models import Entry
from tests.factories import make_incident, make_unit, make_user, point_near
from tests.units.test_tracks import store


def a_drive(call_sign: str):
    """A unit that drove 1,200 m east within the two minutes before the last ten, sent after the first of them."""
    then = timezone.now().replace(microsecond=0) - timedelta(minutes=12)
    unit, user = make_unit(call_sign), make_user("dispatcher")
    store(unit, [(then + timedelta(seconds=s), point_near(10 * s, 0)) for s in range(0, 121, 5)])
    incident = make_incident(opened_at=then, called_at=then)
    assign_units(incident, [unit], by=user)
    sent = then + timedelta(seconds=60)
    UnitShown.objects.filter(unit=unit).update(at=sent, since=sent)
    UnitShown.objects.create(unit=unit, at=then, since=then, state="free")
    AssignmentStep.objects.update(at=sent, received_at=sent)
    return then, unit, user, incident, sent


def address(then, unit) -> str:
    local = [timezone.localtime(one).strftime("%Y-%m-%dT%H:%M:%S") for one in (then, then + timedelta(minutes=5))]
    return f"/playback/?units={unit.call_sign}&since={local[0]}&until={local[1]}"


def test_time_map_and_lists_move_in_step(page_for):
    then, unit, user, _incident, _sent = a_drive("P12")
    page = page_for(user)
    page.goto(address(then, unit))
    row = page.locator('[data-unit="P12"]')

    page.locator("[data-scrub]").evaluate("(field) => { field.value = 30; field.dispatchEvent(new Event('input')); }")
    expect(page.locator("main[data-shown='30.0']")).to_be_attached()
    expect(row).to_have_attribute("data-state", "free")
    west = float(row.get_attribute("data-lon"))
    page.select_option("[data-speed]", "20")
    page.locator("[data-clock]").click()
    page.keyboard.press("Space")
    expect(row).to_have_attribute("data-state", "sent")
    page.keyboard.press("Space")
    expect(page.locator("[data-play]")).to_have_text("▶")
    east = float(row.get_attribute("data-lon"))
    assert (east - west) * 80_400 > 250
    page.keyboard.press("Home")
    expect(row).to_have_attribute("data-state", "free")
    page.keyboard.press("ArrowRight")
    expect(page.locator("main[data-shown='10.0']")).to_be_attached()
    page.keyboard.press("+")
    expect(page.locator("[data-speed]")).to_have_value("30")


def test_a_line_of_the_story_leads_to_its_moment_in_chinese_too(page_for, transactional_db):
    then, _unit, user, incident, _sent = a_drive("P13")
    Entry.objects.bulk_create(
        [Entry(incident=incident, verb="incident.opened", at=then + timedelta(seconds=90), data={})]
    )
    page = page_for(user, language="zh-hans")
    page.goto(f"/playback/?incident={incident.code}")

    page.locator("[data-entries] button").first.click()

    expect(page.locator("[data-entries] button[aria-current]")).to_have_count(1)
    shown = page.locator("[data-entries] button").first.get_attribute("data-t")
    expect(page.locator(f"main[data-shown='{float(shown) + 0.5:.1f}']")).to_be_attached()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
