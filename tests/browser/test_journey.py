"""The main job from call to archive: one person takes the call, another sends, a third on a phone goes there; each sees
the other's steps without reloading. In both languages, on the real server, worker and writer of positions."""

import gettext as catalogues
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone, translation
from playwright.sync_api import expect

from dispatch.assignments.actions import depart_assignment, sign_assignment
from dispatch.assignments.models import Assignment
from dispatch.journal.models import JournalEntry
from dispatch.journal.seal import seal_journal
from incidents.register.models import Incident
from tests.browser.conftest import PHONE
from tests.factories import HERE, make_kind, make_station, make_unit, make_user, point_near
from units.duty.models import Shift, ShiftMember

SECOND = 1_000
PATIENCE = 30 * SECOND  # a second is usual; the machine that runs the tests may be busy
NEXT = "[data-t=next]"


@pytest.fixture(autouse=True)
def _patient():
    """Who sees what is tested here; how soon is measured by the benchmarks."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5 * SECOND)


class Town:
    """A station with two cars on duty, and everybody who has a part in an incident."""

    def __init__(self) -> None:
        self.station = make_station()
        make_kind("010000", level=3, name_en="Criminal", name_zh="刑事")
        make_kind("010100", level=2, name_en="Robbery", name_zh="抢劫", parent=make_kind("010000"))
        self.taker = make_user("call_taker", username="tang")
        self.dispatcher = make_user("dispatcher", username="dan")
        self.officer = make_user("field_officer", organisation=self.station, username="ann")
        self.sofia = make_user("station_officer", organisation=self.station, username="sofia")
        self.unit = make_unit("P12", point=point_near(250))
        make_unit("M03", point=point_near(0, 900))
        now = timezone.now()
        shift = Shift.objects.create(
            unit=self.unit,
            organisation=self.station,
            begins_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=7),
            logged_on_at=now,
        )
        ShiftMember.objects.create(shift=shift, user=self.officer, leader=True)


@pytest.fixture
def town(transactional_db) -> Town:
    return Town()


def texts_of(language: str) -> Callable[[str], str]:
    """What a text of Python, templates or JavaScript is on the page in this language."""
    folder, locale = settings.LOCALE_PATHS[0], translation.to_locale(language)
    pages, scripts = (
        catalogues.translation(domain, folder, [locale], fallback=True) for domain in ("django", "djangojs")
    )

    def words(text: str) -> str:
        found = scripts.gettext(text)
        return found if found != text else pages.gettext(text)

    return words


def console(page):
    page.set_default_timeout(PATIENCE)
    page.goto("/console/")
    expect(page.locator("#live-mark")).to_have_attribute("data-state", "live")
    return page


def row_of(page, incident):
    return page.locator(f'muster-queue [data-code="{incident.code}"]')


def open_in(page, incident):
    row_of(page, incident).click()
    expect(page.locator("muster-panel:not([hidden]) h1")).to_be_visible()
    return page.locator("muster-panel:not([hidden])")


def take_call(page, told: str) -> None:
    """By keys alone: the form, the place as coordinates, the kind by a few letters, what happened."""
    page.keyboard.press("F2")
    form = page.locator("intake-form")
    place = form.locator("place-search [role=combobox]").first
    expect(place).to_be_focused()
    page.keyboard.type(f"{HERE.y:.5f}, {HERE.x:.5f}")
    expect(form.locator("place-search [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+k")
    page.keyboard.type("robb")
    expect(form.locator("kind-picker [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+d")
    page.keyboard.type(told)


def press(phone, verb: str, label: str) -> None:
    """The phone's big button, once it offers this; two taps within a second count as a gloved double tap."""
    expect(phone.locator(NEXT)).to_have_attribute("data-verb", verb)
    expect(phone.locator(NEXT)).to_contain_text(label)
    phone.wait_for_timeout(950)
    phone.locator(NEXT).click()


def send_fix(phone, metres_east: float) -> None:
    """As the phone does when it may know where it is; the unit goes without saying."""
    point = point_near(metres_east)
    fix = {"lon": point.x, "lat": point.y, "at": timezone.now().isoformat(), "speed": 5.0, "accuracy": 8.0}
    token = phone.locator('meta[name="csrf-token"]').get_attribute("content")
    answer = phone.request.post("/api/v1/positions", data={"fixes": [fix]}, headers={"X-CSRFToken": token})
    assert (answer.status, answer.json()["accepted"]) == (202, 1), answer.text()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_the_call_to_the_closed_incident_everybody_sees_each_step_without_reloading(
    language, town, page_for, worker, writer
):
    say = texts_of(language)
    kind = {"en": "Robbery", "zh-hans": "抢劫"}[language]
    desk, taker = (
        console(page_for(town.dispatcher, language=language)),
        console(page_for(town.taker, language=language)),
    )
    phone = page_for(town.officer, language=language, viewport=PHONE, has_touch=True, is_mobile=True)
    phone.set_default_timeout(PATIENCE)
    phone.goto("/terminal/")
    expect(phone.locator("[data-t=idle-title]")).to_have_text(say("Free"))

    # the call: seen at the other desk while it is typed
    take_call(taker, "Two men took a bag")
    draft = desk.locator("muster-queue [data-draft]")
    expect(draft).to_contain_text("Two men took a bag")
    taker.keyboard.press("Control+Enter")
    incident = saved_incident(taker)
    expect(row_of(desk, incident)).to_contain_text(kind)
    expect(draft).to_have_count(0)
    watching = open_in(taker, incident)

    # the decision: one key asks, one sends
    panel = open_in(desk, incident)
    desk.keyboard.press("r")
    expect(panel.locator("form[data-recommend] tr.pick b")).to_have_text("P12")
    expect(panel.locator("form[data-recommend] [data-label]")).to_contain_text("P12")
    desk.keyboard.press("i")
    desk.keyboard.press("Enter")

    # the answer from the street, each step at both desks
    def seen(state: str) -> None:
        for place in (panel, watching):
            expect(place.locator(f'.order[data-state="{state}"]')).to_contain_text("P12")

    expect(phone.locator("[data-t=kind]")).to_have_text(kind)
    seen("delivered")
    press(phone, "sign", say("Sign for it"))
    seen("signed")
    press(phone, "depart", say("On our way"))
    seen("en_route")
    send_fix(phone, 150)
    expect(panel.locator(".steps .evidence").first).to_be_visible()
    send_fix(phone, 30)
    press(phone, "arrive", say("Arrived"))
    seen("on_scene")
    send_fix(phone, 20)
    expect(panel.locator("time.evidence[title]")).to_have_count(3)  # received, moved, arrived
    press(phone, "handle", say("Handled"))
    seen("handled")
    press(phone, "report", say("Write the report"))
    expect(phone.locator("[name=narrative]")).to_be_visible()  # the next line does not wait for its form
    phone.locator("input[name=result][value=settled]").check(force=True)  # it lies under its own words
    phone.locator("[name=narrative]").fill("Bag found, owner has it.")
    phone.wait_for_timeout(950)
    phone.locator("[data-t=report-send]").click()
    for place in (panel, watching):
        expect(place.locator('.report[data-state="submitted"]')).to_contain_text("Bag found")
    press(phone, "clear", say("Clear"))
    expect(phone.locator("[data-t=idle-title]")).to_have_text(say("Free"))
    seen("cleared")

    # the review, by somebody else than the author
    office = page_for(town.sofia, language=language)
    office.set_default_timeout(PATIENCE)
    office.goto("/station/reports/")
    office.get_by_role("link", name=say("Review"), exact=True).click()
    office.locator("[data-review]").get_by_role("button", name=say("Approve")).click()
    expect(office.locator('.report[data-state="approved"]')).to_be_visible()
    for place in (panel, watching):
        expect(place.locator('.report[data-state="approved"]')).to_be_visible()

    # the end
    desk.keyboard.press("i")
    desk.keyboard.press("c")
    desk.locator("dialog input[name=result][value=settled]").check()
    desk.keyboard.press("Control+Enter")
    for page in (desk, taker):
        expect(row_of(page, incident)).to_have_count(0)
    incident.refresh_from_db()
    assert (incident.state, incident.found_kind.code) == ("closed", "010100")
    order = Assignment.objects.get()
    assert order.moved_evidence_at < order.arrived_evidence_at < order.ended_at
    the_record_stands(incident)


def saved_incident(page) -> Incident:
    """The one that the page just saved, once the server has it."""
    for _ in range(200):
        found = Incident.objects.select_related("kind").first()
        if found:
            return found
        page.wait_for_timeout(100)
    pytest.fail("the incident was never saved")


def the_record_stands(incident: Incident) -> None:
    """Each deed stands in the journal under its doer's name, and the chain over it is whole."""
    while seal_journal():
        pass
    call_command("verify_journal", verbosity=0)
    told = dict(JournalEntry.objects.filter(by__isnull=False).values_list("verb", "by__username"))
    expected = {"incident.opened": "tang", "assignment.sent": "dan", "assignment.signed": "ann"}
    expected |= {"report.submitted": "ann", "report.approved": "sofia", "incident.closed": "dan"}
    assert {verb: told.get(verb) for verb in expected} == expected


def test_a_dispatcher_whose_network_drops_loses_no_words_sends_nothing_twice_and_catches_up(
    town, page_for, worker, writer
):
    desk, taker = console(page_for(town.dispatcher)), console(page_for(town.taker))
    take_call(taker, "Two men took a bag")
    taker.keyboard.press("Control+Enter")
    incident = saved_incident(taker)
    panel = open_in(desk, incident)
    desk.locator("form[data-recommend] [data-submit]").click()
    expect(panel.locator('.order[data-state="sent"]')).to_contain_text("P12")
    panel.locator("[data-remark] textarea").fill("Caller says: by the")
    desk.context.set_offline(True)
    expect(desk.locator("muster-line")).to_be_visible(timeout=3 * SECOND)
    order = Assignment.objects.get()
    sign_assignment(order, by=town.officer)
    depart_assignment(order, by=town.officer)
    expect(panel.locator('.order[data-state="sent"]')).to_be_visible()  # the last picture stays
    panel.locator(".by-voice button").first.click()
    expect(desk.locator(".toast")).to_contain_text("nothing was done")
    desk.context.set_offline(False)
    expect(desk.locator("muster-line")).to_be_hidden()
    expect(panel.locator('.order[data-state="en_route"]')).to_contain_text("P12")
    expect(desk.locator('muster-units [data-state="en_route"]')).to_contain_text("P12")
    expect(panel.locator("[data-remark] textarea")).to_have_value("Caller says: by the")
    panel.locator("[data-remark] textarea").press_sequentially(" fountain")
    panel.locator("[data-remark] textarea").press("Control+Enter")
    expect(panel.locator(".story-lines")).to_contain_text("Caller says: by the fountain")
    expect(taker.locator(f'muster-queue [data-code="{incident.code}"]')).to_contain_text(re.compile("P12|route", re.I))
    assert Assignment.objects.count() == 1
