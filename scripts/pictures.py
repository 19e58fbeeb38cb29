"""What `make screenshots` takes: whose page, which window, and what is done before the picture."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import APIResponse, Error, Page

DESK, WALL, PHONE, OFFICE = (1920, 1080), (3840, 2160), (390, 844), (1440, 900)
MANUAL = "P01"  # the simulated city leaves this unit's buttons to visitors
LIVE = "#live-mark[data-state=live]"
NEXT = "[data-t=next]"


# Brings the page to what shall be seen; the second page is a dispatcher's, for what another does meanwhile.
Scene = Callable[[Page, Page], None]


def nothing(page: Page, desk: Page) -> None:
    """The page as it opens."""


@dataclass(frozen=True)
class Picture:
    """One window of one person: who, where, how large, in which language."""

    name: str
    account: str
    path: str
    size: tuple[int, int] = OFFICE
    language: str = "en"
    scene: Scene = field(default=nothing)
    after: Scene = field(default=nothing)
    empty_bureau: bool = False


def get(page: Page, path: str) -> Any:
    answer = page.request.get(path)
    assert answer.ok, f"{path}: {answer.status}"
    return answer.json()


def post(page: Page, path: str, data: dict[str, Any]) -> APIResponse:
    return page.request.post(path, data=data, headers=headers(page))


def headers(page: Page) -> dict[str, str]:
    """What the page itself would send along with a write."""
    token = next((jar["value"] for jar in page.context.cookies() if jar.get("name") == "muster_csrf"), "")
    return {"X-CSRFToken": token, "Referer": page.url}


def open_incidents(page: Page) -> list[dict[str, Any]]:
    """What the queue shows, in its order; waits while nothing is open yet."""
    for _ in range(60):
        if found := get(page, "/api/v1/incidents?state=open&limit=200")["incidents"]:
            return list(found)
        page.wait_for_timeout(1_000)
    raise AssertionError("no call came in")


def pick(page: Page, *states: str) -> str:
    """An open incident in the first of these states that there is; the most urgent, else the newest one."""
    found = open_incidents(page)
    for state in states:
        for row in found:
            if row["state"] == state:
                return str(row["code"])
    return str(found[0]["code"])


def console(page: Page) -> None:
    page.locator(LIVE).wait_for()
    page.locator("muster-queue [data-code]").first.wait_for()


def open_in_panel(page: Page, *states: str) -> None:
    """Take an incident in hand; another one when it is closed meanwhile."""
    title = page.locator("muster-panel:not([hidden]) h1")
    for _ in range(3):
        with contextlib.suppress(Error):
            row = page.locator(f'muster-queue [data-code="{pick(page, *states)}"]')
            row.dispatch_event("click", timeout=20_000)  # without waiting for a slow, big page to stand still
            title.wait_for()
            return
    raise AssertionError(f"no incident could be opened: {', '.join(states)}")


def at_work(page: Page, desk: Page) -> None:
    """An incident with units on their way or there."""
    console(page)
    open_in_panel(page, "on_scene", "en_route", "signed", "dispatched")


def waiting(page: Page, desk: Page) -> None:
    """An incident that waits, with the units ranked for it."""
    console(page)
    open_in_panel(page, "accepted", "dispatched")
    page.keyboard.press("r")  # also when the simulated desk has just sent somebody
    page.locator("muster-panel:not([hidden]) [data-recommended] tr").first.wait_for()


def story(page: Page, desk: Page) -> None:
    """The incident with the longest way behind it, at its story."""
    console(page)
    open_in_panel(page, "reported", "handled", "on_scene", "en_route")
    page.locator("muster-panel:not([hidden]) [id$=-story]").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.locator("muster-panel:not([hidden]) [id$=-story] li").last.scroll_into_view_if_needed()


def call(page: Page, desk: Page) -> None:
    """A call half typed: place found, kind chosen, guidance beside it."""
    console(page)
    page.keyboard.press("F2")
    form = page.locator("intake-form")
    place = form.locator("place-search [role=combobox]").first
    place.fill("grimaldi 14")
    form.locator("place-search [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+k")
    page.keyboard.type("snatch", delay=40)
    form.locator("kind-picker [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+d")
    words = {
        "en": "Bag torn from a woman's shoulder, two on a scooter, towards the port.",
        "zh-hans": "两人骑电动车抢走女子挎包，往港口方向逃走。",
    }
    page.keyboard.type(words[(page.locator("html").get_attribute("lang") or "en").lower()])


def order(steps: int, then: str = "") -> Scene:
    """An order for the visitors' unit, moved on by so many of its buttons; then perhaps one more thing opened."""

    def scene(page: Page, desk: Page) -> None:
        if not get(desk, f"/api/v1/assignments?state=live&unit={MANUAL}"):
            code = pick(desk, "accepted")
            sent = post(desk, f"/api/v1/incidents/{code}/assignments", {"units": [MANUAL], "also": [MANUAL]})
            assert sent.ok, sent.text()
            page.reload()
        for verb in ("sign", "depart", "arrive")[:steps]:
            page.locator(f"{NEXT}[data-verb]").wait_for()
            if page.locator(f'{NEXT}[data-verb="{verb}"]').count():
                page.wait_for_timeout(1_000)  # two taps within a second count as a gloved double tap
                page.locator(NEXT).click()
                page.locator(f'{NEXT}:not([data-verb="{verb}"])').wait_for()
        if then:
            page.locator(then).click()

    return scene


def discard(page: Page, desk: Page) -> None:
    """The half typed call is of no use once its picture is taken."""
    draft = page.locator("intake-form").first.get_attribute("data-draft")
    post(page, f"/drafts/{draft}/discard/", {"reason": "screenshot"})


def density(page: Page, desk: Page) -> None:
    """Where it was dense in the last weeks, on the console's map."""
    console(page)
    page.locator(".map-layers summary").first.click()
    page.locator("[data-layers] input[name=density]").check()
    page.locator("path.map-density").first.wait_for()


def calling(page: Page, desk: Page) -> None:
    """People ticked, a message with its blanks filled."""
    page.locator('[role="option"]').first.wait_for()
    for option in page.locator('[role="option"]').all()[:3]:
        option.click()
    page.locator("[name=title]").fill("集合")
    page.locator("[name=place]").fill("县公安局")
    page.locator("[data-total]:not([data-total='0'])").wait_for()


def board(page: Page, desk: Page) -> None:
    """A drill while it runs: some have acknowledged, some are still called. Simulated telephones only."""
    numbers = [{"name": f"民警 {last}", "number": f"800{last:02}"} for last in range(20)]
    wanted = {"title": "紧急集合（演练）", "text": "请立即到县公安局集合。", "is_drill": True, "numbers": numbers}
    made = post(page, "/api/v1/autocalls", {**wanted, "start": True})
    assert made.ok, made.text()
    page.goto(f"/autocalls/{made.json()['code']}/")
    page.locator('[data-bucket="coming"]').nth(5).wait_for(timeout=90_000)


def first_link(selector: str) -> Scene:
    """The page behind the first of these links."""

    def scene(page: Page, desk: Page) -> None:
        page.goto(page.locator(selector).first.get_attribute("href") or "")

    return scene


def tidy(desk: Page) -> None:
    """Take back what was sent only for a picture."""
    for sent in get(desk, f"/api/v1/assignments?state=live&unit={MANUAL}"):
        post(desk, f"/api/v1/assignments/{sent['code']}/cancel", {"reason": "screenshot"})


PICTURES = (
    Picture("sign-in", "", "/accounts/login/"),
    Picture("console", "dispatcher1", "/console/", DESK, scene=at_work),
    Picture("console-zh", "dispatcher2", "/console/", DESK, "zh-hans", at_work),
    Picture("console-4k", "chief", "/console/", WALL, "zh-hans", at_work),
    Picture("recommendation", "dispatcher1", "/console/", DESK, scene=waiting),
    Picture("story", "chief", "/console/", DESK, scene=story),
    Picture("intake", "taker1", "/console/", DESK, scene=call, after=discard),
    Picture("intake-zh", "taker2", "/console/", DESK, "zh-hans", call, discard),
    Picture("autocalls", "dispatcher1", "/autocalls/new/", DESK, scene=calling),
    Picture("autocalls-board", "dispatcher1", "/autocalls/", DESK, scene=board),
    Picture("autocalls-board-zh", "dispatcher2", "/autocalls/", DESK, "zh-hans", first_link("main table a")),
    Picture("autocalls-by-hand", "dispatcher1", "/autocalls/by-hand/", PHONE),
    Picture("station", "station1", "/station/"),
    Picture("station-zh", "station2", "/station/", language="zh-hans"),
    Picture("station-incident", "chief", "/station/", scene=first_link("main a[href*='/station/incidents/']")),
    Picture("station-units", "station1", "/station/units/"),
    Picture("station-reports", "station1", "/station/reports/"),
    Picture("warnings", "chief", "/warnings/"),
    Picture("warning-zh", "chief", "/warnings/", language="zh-hans", scene=first_link(".warning h2 a")),
    Picture("warnings-scoreboard", "analyst", "/warnings/scoreboard/"),
    Picture("warnings-methods-zh", "chief", "/warnings/methods/", language="zh-hans"),
    Picture("warnings-algorithm", "analyst", "/warnings/algorithm/"),
    Picture("history", "analyst", "/history/"),
    Picture("density", "dispatcher1", "/console/", DESK, scene=density),
    Picture("journal", "auditor", "/journal/"),
    Picture("journal-zh", "auditor", "/journal/", language="zh-hans"),
    Picture("admin", "admin", "/admin/"),
    Picture("admin-area", "admin", "/admin/maps/area/", scene=first_link("#result_list a[href*='/change/']")),
    Picture("terminal", "p01", "/terminal/", PHONE),
    Picture("terminal-order", "p01", "/terminal/", PHONE, scene=order(0)),
    Picture("terminal-order-zh", "p01", "/terminal/", PHONE, "zh-hans", order(0)),
    Picture("terminal-way", "p01", "/terminal/", PHONE, scene=order(2)),
    Picture("terminal-way-zh", "p01", "/terminal/", PHONE, "zh-hans", order(2)),
    Picture("terminal-report", "p01", "/terminal/", PHONE, scene=order(3, "[data-t=open-report]")),
    Picture("first-run", "", "/", empty_bureau=True),
)
