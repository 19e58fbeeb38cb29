"""Calls that ring on the desks of those who take them: one key, one form, nobody twice."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dispatch.timers.defaults import ensure_chain, ensure_limits
from dispatch.timers.firing import run_due
from dispatch.timers.models import Alarm
from incidents.calls.actions import end_call, ring_call
from incidents.calls.models import Call, Draft
from tests.factories import make_organisation, make_station, make_user

SECOND = 1_000


@pytest.fixture
def taker(transactional_db):
    make_station()
    ensure_limits()
    ensure_chain()
    return make_user("call_taker")


def rings(number: str, **more) -> Call:
    return ring_call(organisation=make_organisation(), number=number, **more)


def live(page):
    page.goto("/console/")
    expect(page.locator("#live-mark")).to_have_attribute("data-state", "live")
    return page


def test_a_call_rings_on_every_desk_one_key_takes_it_and_the_number_stands_in_the_form(taker, page_for):
    mine, other = live(page_for(taker)), live(page_for(make_user("call_taker")))
    first, second = rings("13900001111", line="110"), rings("13700002222", line="122")
    for page in (mine, other):
        expect(page.locator("[data-ringing] [data-call]")).to_have_count(2, timeout=SECOND)
        expect(page.locator("[data-ringing]")).not_to_contain_text("13900001111")
    expect(mine.locator("#say-at-once")).to_contain_text("line 122")
    mine.keyboard.press("F8")
    expect(mine.locator('muster-drawer input[name="caller_phone"]')).to_have_value("13900001111")
    expect(mine.locator('muster-drawer [data-field="place"] input')).to_be_focused()
    expect(other.locator(f'[data-call="{first.code}"]')).to_have_count(0, timeout=2 * SECOND)
    other.keyboard.press("F8")
    expect(other.locator('muster-drawer input[name="caller_phone"]')).to_have_value("13700002222")
    mine.keyboard.press("F8")
    expect(mine.locator("#toasts")).to_contain_text("No call is waiting")
    assert Draft.objects.count() == 2
    assert Call.objects.get(pk=second.pk).by != taker


def test_a_caller_who_gave_up_waits_on_the_list_until_called_back(taker, page_for):
    page = live(page_for(taker))
    call = rings("13900001111")
    expect(page.locator("[data-ringing] [data-call]")).to_have_count(1, timeout=SECOND)
    end_call(call)
    expect(page.locator("[data-missed] [data-call]")).to_have_count(1, timeout=SECOND)
    page.reload()
    page.locator("[data-missed] [data-call]").click()
    expect(page.locator("#toasts")).to_contain_text("call back 13900001111")
    expect(page.locator('muster-drawer input[name="caller_phone"]')).to_have_value("13900001111")
    expect(page.locator("muster-calls")).to_be_hidden()
    call.refresh_from_db()
    assert (call.by, call.called_back_at is not None) == (taker, True)


def test_calls_that_nobody_answers_are_one_alert_with_a_count_and_one_key_quiets_it(taker, page_for):
    page = live(page_for(taker))
    rings("13900001111")
    rings("13700002222")
    run_due(timezone.now() + timedelta(seconds=25))
    alerts = page.locator("muster-alarms [data-id]")
    expect(alerts).to_have_count(1, timeout=2 * SECOND)
    expect(alerts).to_contain_text("×2 · Call not answered · limit 0:20")
    page.keyboard.press("a")
    expect(page.locator("muster-alarms [data-count]")).to_have_text("all quiet", timeout=2 * SECOND)
    assert Alarm.objects.filter(acknowledged_by=taker).count() == 2
