"""From the tick to the list of calls by hand, with real telephones: baresip calls simulated ones over SIP."""

import pytest
from playwright.sync_api import expect

from dispatch.autocalls.actions import add_callees, create_campaign, hand_over, start_campaign
from dispatch.autocalls.models import Campaign, ManualCall
from dispatch.autocalls.states import CampaignState
from incidents.telephony.exchange.serve import reason_spoken
from tests.browser.test_journey import texts_of
from tests.dispatch.autocall_world import make_line, make_rules, telephones, workers
from tests.factories import make_station, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60_000
# What these telephones do is in their last two digits: see incidents/telephony/exchange/habits.py
PRESSES_1, SAYS_WHY, BUSY = "13812345600", "13812345606", "13812345608"


@pytest.fixture
def exchange(surroundings, tmp_path):
    """Simulated telephones, a line to them, and workers that call."""
    here = {name: value for name, value in surroundings.items() if name != "MUSTER_QUEUE"}
    with telephones(pace=0.15, speech=reason_spoken()) as address:
        make_line(address, lines=10)
        make_rules()
        with workers(tmp_path, threads=8, **here):
            yield


def seconds_of(sound) -> float:
    """How long it is, once the browser knows; a function that waits in the page would need eval, which CSP forbids."""
    known = "new Promise(told => sound.addEventListener('loadedmetadata', () => told(sound.duration), {once: true}))"
    return sound.evaluate(f"sound => sound.readyState ? sound.duration : {known}")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_ticked_heard_called_and_whoever_is_not_reached_is_finished_by_hand(language, exchange, page_for):
    say = texts_of(language)
    dan = make_user("dispatcher", username="dan")
    make_user("field_officer", organisation=make_station("ST1"), username="olga", telephone=PRESSES_1)
    page = page_for(dan, language=language)
    page.set_default_timeout(PATIENCE)

    # whom: one ticked by keyboard, others pasted; a bad line is named before anything starts
    page.goto("/autocalls/new/")
    page.locator("[data-words]").press_sequentially("olga")
    expect(page.locator('[role="option"]')).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("[data-ticked] li")).to_have_count(1)
    page.locator("[name=numbers]").fill(f"李四 {SAYS_WHY}\n王五 {BUSY}\n赵六 139")
    expect(page.locator(".ac-wrong li")).to_contain_text("赵六")
    page.locator("[name=numbers]").fill(f"李四 {SAYS_WHY}\n王五 {BUSY}")
    expect(page.locator("[data-total]")).to_have_attribute("data-total", "3")

    # what: heard before anybody else hears it
    page.locator("[name=title]").fill("集合")
    page.locator("[name=text]").fill("到{place}集合。")
    page.locator("[data-preview-button]").click()
    expect(page.locator("[data-told]")).to_be_visible()  # the place is missing, and it says so
    page.locator("[name=place]").fill("县局")
    page.locator("[data-preview-button]").click()
    expect(page.locator("[data-preview-sound]")).to_be_visible()
    assert seconds_of(page.locator("[data-preview-sound]")) > 1
    page.locator("[name=is_drill]").check()
    page.keyboard.press("Control+Enter")

    # the board, live: nobody reloads
    page.wait_for_url("**/autocalls/G*/")
    row = {name: page.locator("[data-callee]", has_text=name) for name in ("李四", "王五")}
    olga = page.locator("[data-callee]").first
    expect(page.locator(".banner")).to_contain_text(say("DRILL"))
    expect(olga).to_have_attribute("data-bucket", "coming", timeout=PATIENCE)
    expect(olga).to_contain_text(say("Acknowledged (key 1)"))
    expect(row["李四"].locator("audio")).to_have_count(1, timeout=PATIENCE)
    expect(row["李四"]).to_contain_text(say("Obstacle reported"))
    expect(row["王五"].locator(".ac-try")).to_have_count(3, timeout=PATIENCE)
    expect(row["王五"]).to_have_attribute("data-state", "manual", timeout=PATIENCE)
    expect(page.locator(".ac-state")).to_contain_text(say("Finished"), timeout=PATIENCE)
    row["李四"].locator("audio").evaluate("sound => sound.play()")
    assert seconds_of(row["李四"].locator("audio")) > 0.5

    # by hand: the named person's list, one key a result
    expect(page.locator("[data-by-hand-badge]")).to_have_text("2")
    page.keyboard.press("h")
    card = page.locator("[data-manual]", has_text="王五")
    expect(card.locator("[data-dial]")).to_have_attribute("href", f"tel:+86{BUSY}")
    card.locator("[name=notes]").fill("wife answers")
    card.focus()
    page.keyboard.press("1")
    expect(card).to_have_count(0)
    expect(page.locator("[data-manual]")).to_have_count(1)
    settled = ManualCall.objects.get(callee__name_zh="王五")
    assert (settled.result, settled.notes, settled.settled_by) == ("coming", "wife answers", dan)
    assert Campaign.objects.get().state == CampaignState.FINISHED
    page.locator("[data-manual] a[href*='/autocalls/G']").click()
    expect(row["王五"]).to_have_attribute("data-bucket", "coming")


def test_the_console_begins_a_call_by_command_and_shows_what_stands_by_hand(page_for):
    dan = make_user("dispatcher", username="dan")
    desk = page_for(dan)
    desk.goto("/console/")
    expect(desk.locator("#live-mark")).to_have_attribute("data-state", "live")
    expect(desk.locator("#by-hand")).to_be_hidden()
    desk.keyboard.press("Control+k")
    desk.keyboard.type("call")
    with desk.context.expect_page() as opened:
        desk.keyboard.press("Enter")
    expect(opened.value.locator("[data-campaign-form]")).to_be_visible()
    opened.value.close()
    make_line(("127.0.0.1", 1))
    campaign = create_campaign(by=dan, title="集合", text="集合", is_drill=True)
    add_callees(campaign, by=dan, numbers=[("王五", BUSY)])
    start_campaign(campaign, by=dan)
    hand_over(campaign, by=dan)
    expect(desk.locator("#by-hand [data-by-hand-badge]")).to_have_text("1")
    expect(desk.locator(".toast")).to_be_visible()
    with desk.context.expect_page() as opened:
        desk.keyboard.press("h")
    expect(opened.value.locator("[data-manual]")).to_contain_text("王五")
