"""Many units on the map: a crowd opens, one can be hit, the lost are listed; the page that measures prints figures."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from dispatch.timers.danger import answer_danger, raise_danger
from tests.browser.conftest import wait_until
from tests.factories import HERE, make_station, make_unit, make_user
from units.crews.models import Unit
from units.positions.models import LastPosition

SHOWN = "document.querySelector('muster-map').units?.layer"
POINT = "document.querySelector('muster-map').map.latLngToContainerPoint([{lat}, {lon}])"


def seen(call_sign: str, station, lon: float, lat: float, *, ago: timedelta = timedelta()) -> None:
    unit = make_unit(call_sign, organisation=station, state="free")
    point = HERE.clone()
    point.x, point.y = lon, lat
    now = timezone.now() - ago
    LastPosition.objects.update_or_create(unit=unit, defaults={"point": point, "at": now, "received_at": now})


def click_map(page, lon: float, lat: float) -> None:
    box = page.locator("[data-map]").bounding_box()
    spot = page.evaluate(POINT.format(lon=lon, lat=lat))
    page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])


def test_a_unit_can_be_hit_a_crowd_opens_as_a_list_and_the_lost_lead_to_their_last_place(page_for, monaco_map) -> None:
    station = make_station("ST1")
    lon, lat = HERE.x, HERE.y
    for number in range(6):
        seen(f"C{number}", station, lon, lat)
    seen("ALONE", station, lon + 0.002, lat + 0.0005)
    seen("LOST-1", station, lon - 0.002, lat, ago=timedelta(hours=3))
    page = page_for(make_user("dispatcher"))
    page.goto("/console/")
    wait_until(page, f"{SHOWN}?.size() === 7")  # the lost one is too old to be drawn
    page.evaluate(f"document.querySelector('muster-map').map.setView([{lat}, {lon}], 18, {{animate: false}})")
    wait_until(page, f"{SHOWN}.drawn.crowds === 1")

    click_map(page, lon, lat)
    crowd = page.locator("dialog.crowd")
    expect(crowd.locator("[role=option]")).to_have_count(6)
    expect(crowd.locator("[role=option]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#unit-card h2 b")).to_have_text("C1")
    page.keyboard.press("Escape")

    click_map(page, lon + 0.002, lat + 0.0005)
    expect(page.locator("#unit-card h2 b")).to_have_text("ALONE")
    page.keyboard.press("Escape")

    lost = page.locator("muster-units [data-lost]")
    expect(lost).to_contain_text("1")
    lost.click()
    card = page.locator("muster-units [role=option]")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("no fix for 3 h")
    card.click()
    wait_until(page, f"{SHOWN}.at({POINT.format(lon=lon - 0.002, lat=lat)})?.label === 'LOST-1'")


def test_who_is_in_danger_stands_out_of_a_crowd_and_is_named_from_however_far_away(page_for, monaco_map) -> None:
    station = make_station("ST1")
    for number in range(6):
        seen(f"C{number}", station, HERE.x, HERE.y)
    seen("LOST-1", station, HERE.x, HERE.y, ago=timedelta(hours=3))
    page = page_for(make_user("dispatcher"))
    page.goto("/console/")
    wait_until(page, f"{SHOWN}?.size() === 6")
    page.evaluate(f"document.querySelector('muster-map').map.setView([{HERE.y}, {HERE.x}], 12, {{animate: false}})")
    wait_until(page, f"{SHOWN}.drawn.hidden === 6 && {SHOWN}.drawn.labels === 0")

    one = raise_danger(Unit.objects.get(call_sign="C2"), {})
    lost = raise_danger(Unit.objects.get(call_sign="LOST-1"), {})
    wait_until(page, f"{SHOWN}.drawn.hidden === 5 && {SHOWN}.drawn.labels === 2")

    for alarm in (one, lost):
        answer_danger(alarm, "safe", by=make_user("duty_chief", username=f"chief{alarm.pk}"))
    wait_until(page, f"{SHOWN}.drawn.hidden === 6 && {SHOWN}.drawn.labels === 0")


def test_the_page_that_measures_the_map_prints_a_figure(page_for, monaco_map) -> None:
    page = page_for(make_user("analyst"))
    page.goto("/console/performance/?seconds=1")
    page.wait_for_selector("#measure[data-state=ready]")
    page.select_option("#measure select", "1000")
    page.get_by_role("button", name="Measure").click()
    page.wait_for_selector("#measure[data-state=done]", timeout=30_000)
    told = page.locator("[data-figure]").evaluate_all(
        "all => Object.fromEntries(all.map(o => [o.dataset.figure, +o.textContent]))"
    )
    assert told["fps"] > 0
    assert told["p95_ms"] >= told["p50_ms"] > 0
    assert told["drawn"] + told["in_squares"] > 200  # the drag ends beside where they were spread
