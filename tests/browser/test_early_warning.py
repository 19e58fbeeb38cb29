"""From a run to the station's answer, in real browsers: who runs it, who gets it, who sees it come."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from dispatch.timers.defaults import ensure_limits
from incidents.hotspots.methods import ensure_methods
from tests.browser.conftest import PHONE, start, stop
from tests.factories import make_kind, make_station, make_user
from tests.incidents.hotspot_helpers import quiet_past, scan, series

SECOND = 1_000


@pytest.fixture
def slow_worker(surroundings: dict[str, str], transactional_db) -> Iterator[None]:
    """The worker of what takes minutes, for this test only."""
    queue = f"{surroundings['MUSTER_QUEUE']}-slow"
    command = ["celery", "--quiet", "-A", "dispatch", "worker", "--queues", queue, "--concurrency", "1"]
    process = start(
        [*command, "--loglevel", "warning", "--without-gossip", "--without-mingle"], surroundings, "slow.log"
    )
    yield
    stop(process)


def test_an_analyst_runs_the_scan_and_the_station_signs_and_answers_what_it_found(page_for, slow_worker):
    station = make_station()
    ensure_methods()
    ensure_limits()
    scan()
    kind = make_kind("010301", name_en="Burglary of a home", name_zh="入室盗窃")
    quiet_past(kind=kind)
    series(kind=kind)
    chief, analyst = page_for(make_user("duty_chief")), page_for(make_user("analyst"))
    chief.goto("/console/")
    expect(chief.locator("#live-mark[data-state=live]")).to_be_visible()

    analyst.goto("/warnings/methods/")
    analyst.locator("select[name=method]").select_option("scan")
    analyst.get_by_role("button", name="Run now").click()
    expect(analyst.locator("[data-runs]").get_by_text("1 finding.")).to_be_visible(timeout=40 * SECOND)

    alarm = chief.locator("muster-alarms").get_by_text("Early warning: Burglary of a home")
    expect(alarm).to_be_visible()
    expect(chief.locator(".map-warning-name")).to_be_visible()
    chief.locator("[data-warnings] summary").click()
    chief.locator("[data-warnings] button").click()
    expect(chief.locator("path.map-warning")).to_be_visible()

    phone = page_for(make_user("station_officer", organisation=station), language="zh-hans", viewport=PHONE)
    phone.goto("/station/")
    warned = phone.locator("#early-warnings")
    expect(warned).to_contain_text("入室盗窃")
    warned.get_by_role("button", name="签收").click()
    expect(phone.locator("h1 .badge")).to_have_text("已签收")
    expect(alarm).to_be_hidden()
    phone.locator("select[name=kind]").select_option("patrol")
    phone.get_by_role("button", name="反馈", exact=True).click()
    expect(phone.locator("h1 .badge")).to_have_text("已反馈措施")
    phone.get_by_role("button", name="有用", exact=True).click()
    expect(phone.locator("[aria-pressed=true]")).to_have_text("有用")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chief.goto("/warnings/")
    expect(chief.locator(".warning[data-state=answered]")).to_contain_text("1 measure")
