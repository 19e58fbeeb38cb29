"""The field terminal on a phone: an officer and a dispatcher, a network that goes, a place that moves."""

import re
from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone
from playwright.sync_api import expect

from dispatch.assignments.actions import arrive_assignment, assign_units, cancel_assignment, sign_assignment
from dispatch.assignments.models import AssignmentStep
from dispatch.reports.actions import return_report
from dispatch.reports.models import ResponseReport
from incidents.register.actions import correct_place
from incidents.timeline.models import Entry
from tests.browser.conftest import PHONE
from tests.factories import make_incident, make_kind, make_station, make_unit, make_user, point_near
from units.duty.models import Shift, ShiftMember
from units.positions.models import LastPosition

START = {"longitude": 7.4137, "latitude": 43.7305, "accuracy": 8}
NEXT = "[data-t=next]"


class Town:
    """P12 with Ann aboard stands in Monaco; Dan is at the desk."""

    def __init__(self) -> None:
        self.station = make_station()
        self.ann = make_user("field_officer", organisation=self.station, username="ann")
        self.dan = make_user("dispatcher", username="dan")
        self.unit = make_unit("P12", point=Point(START["longitude"], START["latitude"], srid=4326))
        now = timezone.now()
        shift = Shift.objects.create(
            unit=self.unit,
            organisation=self.station,
            begins_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=7),
            logged_on_at=now,
        )
        ShiftMember.objects.create(shift=shift, user=self.ann, leader=True)

    def send(self, code: str = "010100", **more):
        """An incident, and P12 sent there."""
        incident = make_incident(kind=make_kind(code), organisation=self.station, address="Rue Grimaldi 14", **more)
        [order] = assign_units(incident, [self.unit], by=self.dan)
        return order


@pytest.fixture
def town(transactional_db) -> Town:
    return Town()


@pytest.fixture
def phone(page_for, town: Town):
    """Ann's phone with the terminal open, its service worker in charge."""
    phones = []

    def take(**context):
        options = {"geolocation": START, "permissions": ["geolocation"], **context}
        page = page_for(town.ann, viewport=PHONE, has_touch=True, is_mobile=True, **options)
        phones.append(page)
        page.goto("/terminal/")
        wait_for(page, lambda: page.evaluate("navigator.serviceWorker.controller !== null"), "the service worker")
        expect(page.locator(".t-line")).to_have_attribute("data-state", "live")
        return page

    yield take
    for page in phones:  # they would go on asking while the tables are emptied
        page.context.set_offline(True)
        page.wait_for_timeout(1000)


def press(page, words: str) -> None:
    """The big button, once it says this; a second press within a second would be taken for a gloved double tap."""
    expect(page.locator(NEXT)).to_contain_text(words)
    page.wait_for_timeout(950)
    page.locator(NEXT).click()


def steps(order) -> list[str]:
    told = AssignmentStep.objects.filter(assignment=order).exclude(state="sent").order_by("id")
    return list(told.values_list("state", flat=True))


def nothing_waits(page) -> None:
    expect(page.locator("[data-waiting]")).to_have_count(0)


def wait_for(page, condition, what: str) -> None:
    for _ in range(200):
        if condition():
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never: {what}")


def test_an_officer_gets_an_order_without_reloading_and_works_it_to_the_end(phone, town) -> None:
    page = phone()
    expect(page.get_by_role("heading", name="Free")).to_be_visible()
    order = town.send(description="Two men, one gun", caller_phone="13800138000")
    expect(page.locator(NEXT)).to_contain_text("Sign for it", timeout=2_000)
    expect(page.locator("html")).to_have_attribute("data-alert", "order")
    expect(page.locator(".t-warnings")).to_contain_text("Two men, one gun")
    wait_for(page, lambda: steps(order) == ["delivered"], "the machine's receipt")
    press(page, "Sign for it")
    expect(page.locator("html")).not_to_have_attribute("data-alert", "order")
    press(page, "On our way")
    press(page, "Arrived")
    page.get_by_role("tab", name="Incident").click()
    expect(page.get_by_role("link", name="13800138000")).to_be_visible()
    press(page, "Handled")
    press(page, "Write the report")
    page.get_by_role("radio", name="Settled on the spot").check()
    page.get_by_label("What was found and done").fill("A toy. Parents told.")
    page.get_by_role("button", name="More: involved").click()
    page.wait_for_timeout(950)
    page.get_by_role("button", name="Send the report").click()
    press(page, "Clear")
    expect(page.get_by_role("heading", name="Free")).to_be_visible()
    nothing_waits(page)
    report = ResponseReport.objects.get()
    assert (report.narrative, report.result, report.involved, report.by) == (
        "A toy. Parents told.",
        "settled",
        1,
        town.ann,
    )
    assert steps(order) == ["delivered", "signed", "en_route", "on_scene", "handled", "cleared"]


def test_what_is_pressed_offline_survives_a_reload_and_is_sent_once_in_order_with_its_times(phone, town) -> None:
    order = town.send()
    page = phone()
    press(page, "Sign for it")
    wait_for(page, lambda: "signed" in steps(order), "signed")
    page.get_by_role("heading", name="Kind 010100").wait_for()
    page.wait_for_timeout(1500)  # the worker keeps what the page loaded
    page.context.set_offline(True)
    expect(page.locator(".t-line")).to_contain_text("No line")
    press(page, "On our way")
    departed = timezone.now()
    press(page, "Arrived")
    arrived = timezone.now()
    expect(page.locator("[data-waiting]")).to_contain_text("2 waiting to be sent")
    page.reload()
    expect(page.locator("[data-waiting]")).to_contain_text("2 waiting to be sent")
    expect(page.locator(NEXT)).to_contain_text("Handled")
    expect(page.get_by_role("heading", name="Kind 010100")).to_be_visible()
    page.locator("[data-t=open-remark]").click()
    page.locator("[data-t=ask-words]").fill("Seen from far away")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[data-waiting]")).to_contain_text("3 waiting to be sent")
    page.wait_for_timeout(2000)
    assert steps(order) == ["delivered", "signed"]
    page.context.set_offline(False)
    nothing_waits(page)
    assert steps(order) == ["delivered", "signed", "en_route", "on_scene"]
    for state, pressed in (("en_route", departed), ("on_scene", arrived)):
        step = AssignmentStep.objects.get(assignment=order, state=state)
        assert abs(step.at - pressed) < timedelta(seconds=1.5)
        assert step.received_at - step.at > timedelta(seconds=2)
    assert Entry.objects.get(verb="remark.added").text == "Seen from far away"


def test_what_the_server_refuses_is_shown_in_its_words_and_blocks_nothing(phone, town) -> None:
    order = town.send()
    page = phone()
    press(page, "Sign for it")
    wait_for(page, lambda: "signed" in steps(order), "signed")
    page.context.set_offline(True)
    cancel_assignment(order, by=town.dan, reason="Solved by phone")
    later = town.send("020100")
    page.wait_for_timeout(1100)  # the order ended before this was pressed
    press(page, "On our way")
    page.context.set_offline(False)
    refused = page.locator(".t-notice[data-kind=bad]", has_text="Not accepted")
    expect(refused).to_contain_text("Departed")
    expect(refused).to_contain_text("Cancelled")
    expect(page.locator(".t-notice", has_text="Solved by phone")).to_have_count(1)
    press(page, "Sign for it")
    wait_for(page, lambda: "signed" in steps(later), "the other order signed")
    refused.get_by_role("button", name="Dismiss").click()
    expect(refused).to_have_count(0)
    assert "en_route" not in steps(order)


def test_a_returned_report_comes_with_the_reviewers_words_and_is_corrected(phone, town) -> None:
    order = town.send("030100")
    sign_assignment(order, by=town.ann)
    arrive_assignment(order, by=town.ann)
    page = phone()
    page.locator("[data-t=open-report]").click()
    page.get_by_role("radio", name="Outcome").check()
    page.get_by_role("radio", name="Handed over").check()
    page.get_by_label("Handed over to").fill("Insurance")
    page.get_by_label("What was found and done").fill("Two cars")
    page.get_by_label("Road surface").fill("Wet")
    page.get_by_text("Parties and witnesses").click()
    page.get_by_role("button", name="Add a person").click()
    page.get_by_role("textbox", name="Name").fill("Li Na")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Take a photo").click()
    chooser.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": picture()})
    expect(page.locator(".t-photos img")).to_have_count(1)
    sign_with_a_finger(page)
    page.get_by_role("button", name="Send the report").click()
    wait_for(page, lambda: ResponseReport.objects.filter(photos__isnull=False).exists(), "the report with its photo")
    nothing_waits(page)
    report = ResponseReport.objects.get()
    assert (report.traffic["surface"], report.parties[0]["name"]) == ("Wet", "Li Na")
    assert re.fullmatch(r"M\d+ \d+l0 0(L\d+ \d+)+", report.signature)
    assert report.photos.get().image.width == 1600
    return_report(report, by=make_user("station_officer", organisation=town.station), reason="Name the insurer")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("[data-t=reviewer]")).to_contain_text("Name the insurer")
    expect(page.get_by_label("What was found and done")).to_have_value("Two cars")
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Li Na")
    page.get_by_label("Handed over to").fill("Harbour Insurance")
    page.wait_for_timeout(950)
    page.get_by_role("button", name="Send the report").click()
    wait_for(page, lambda: ResponseReport.objects.get().handed_to == "Harbour Insurance", "the correction")
    report.refresh_from_db()
    assert (report.state, report.signature != "", report.photos.count()) == ("submitted", True, 1)


def test_a_corrected_place_reaches_the_officer_within_two_seconds_and_the_way_changes(phone, town, monaco_map) -> None:
    order = town.send()
    page = phone()
    expect(page.locator(".t-turn")).to_be_visible()
    expect(page.locator(".t-turns li")).not_to_have_count(0)
    before = page.locator(".t-turns").inner_text()
    way = "document.querySelector('.t-way').getAttribute('d')"
    drawn = page.evaluate(way)
    left = page.locator("[data-t=left]").inner_text()
    correct_place(order.incident, point=point_near(-500, -300), reason="Caller moved", by=town.dan, address="Quai 3")
    expect(page.locator("[data-t=place]")).to_have_text("Quai 3", timeout=2_000)
    expect(page.locator("[data-t=left]")).not_to_have_text(left, timeout=3_000)
    assert page.evaluate(way) != drawn
    assert page.locator(".t-turns").inner_text() != before


def test_the_next_turn_counts_down_and_leaving_the_way_finds_another(phone, town, monaco_map) -> None:
    town.send()
    page = phone()
    page.locator(".t-turn").wait_for()
    page.wait_for_timeout(500)
    shape = page.evaluate("JSON.parse(localStorage['muster.terminal.way']).feature.geometry.coordinates")
    far = metres(page)
    lon, lat = shape[3]
    page.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 5})
    wait_for(page, lambda: metres(page) != far, "the count-down")
    with page.expect_response(lambda answer: "/route/" in answer.url, timeout=20_000):
        page.context.set_geolocation({"longitude": lon - 0.004, "latitude": lat + 0.002, "accuracy": 5})


def test_positions_are_sent_when_switched_on_and_not_when_off(phone, town, writer) -> None:
    here, there = {**START, "longitude": 7.4139}, {**START, "longitude": 7.4141}
    page = phone(geolocation=here)
    last = LastPosition.objects.filter(unit=town.unit)
    wait_for(page, lambda: abs(last.get().point.x - 7.4139) < 1e-6, "the phone's position")
    page.locator(".t-menu summary").click()
    page.get_by_role("switch", name="Send my position").click()
    page.context.set_geolocation(there)
    page.wait_for_timeout(6500)
    assert abs(last.get().point.x - 7.4139) < 1e-6


def test_a_phone_that_forbids_its_position_is_told_and_everything_else_works(phone, town) -> None:
    town.send()
    page = phone(permissions=[])
    expect(page.locator(".t-notice")).to_contain_text("Your position is not sent.")
    press(page, "Sign for it")
    nothing_waits(page)


@pytest.mark.parametrize("size", [(390, 844), (360, 640), (320, 568), (844, 390)])
def test_nothing_runs_out_of_the_screen_and_all_that_is_pressed_is_large_enough(phone, town, size) -> None:
    town.send(description="Two men, one gun, the caller hides in the store room and whispers", place_note="2nd floor")
    page = phone()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.locator(NEXT).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate("""() => [...document.querySelectorAll(".terminal button, .terminal summary")]
      .filter((node) => node.offsetParent && Math.min(node.offsetWidth, node.offsetHeight) < 44)
      .map((node) => node.outerHTML)""")
    assert small == []
    foot = page.locator(".t-do:not([hidden])").bounding_box()
    assert foot["y"] + foot["height"] <= size[1] + 1
    card = page.locator(".t-card").bounding_box()
    assert card["height"] > 100


def test_a_way_that_comes_back_beside_itself_is_followed_forward(phone) -> None:
    """Up a street and down its other side, 15 m apart: from the middle, the way back is not taken for the way there."""
    seen = phone().evaluate("""async () => {
      const { ahead, milestones, placed, project } = await import("/static/js/dispatch/terminal/way.js");
      const line = [[7.42, 43.73], [7.42, 43.74], [7.4202, 43.74], [7.4202, 43.73]];
      const sums = milestones(line);
      const steps = placed([{ lon: 7.42, lat: 43.73, seconds: 100 }, { lon: 7.4202, lat: 43.74, seconds: 100 },
                            { lon: 7.4202, lat: 43.73, seconds: 0 }], line, sums);
      const route = { steps, total: sums[3] };
      const there = project([7.42005, 43.735], line, sums, 0);
      const back = project([7.42012, 43.735], line, sums, 1500);
      return { there, back, total: sums[3], next: ahead(route, there.along) };
    }""")
    assert abs(seen["there"]["along"] - 556) < 5
    assert abs(seen["back"]["along"] - (seen["total"] - 556)) < 5
    assert abs(seen["next"]["metres"] - 572) < 6
    assert abs(seen["next"]["seconds"] - 151) < 3


def metres(page) -> str:
    return page.locator("[data-t=turn-distance]").inner_text() + page.locator("[data-t=left]").inner_text()


def picture() -> bytes:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (3200, 2400), "#345").save(held, "PNG")
    return held.getvalue()


def sign_with_a_finger(page) -> None:
    pad = page.locator("canvas[data-t=signature]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 20, steps=4)
    page.mouse.move(box["x"] + 200, box["y"] + 50, steps=4)
    page.mouse.up()
