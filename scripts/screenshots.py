"""`make screenshots`: the pictures of the README, taken from the demo bureau into docs/screenshots/.

Uses a `make run` of this clone when there is one, otherwise starts one for the time. Names on the command line choose
pictures: ``make screenshots ARGS="console terminal"``.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instance import ROOT, VAR, fail, free_port, say
from playwright.sync_api import Browser, Page, sync_playwright
from processes import python, stop
from run import healthy

TARGET = ROOT / "docs" / "screenshots"
PASSWORD = "muster-110-demo"
DESK, WALL, PHONE, OFFICE = (1920, 1080), (3840, 2160), (390, 844), (1440, 900)


@dataclass(frozen=True)
class Picture:
    """One page as one person sees it. `open` names what to click, in order, before the picture is taken."""

    name: str
    account: str | None
    path: str
    size: tuple[int, int]
    language: str = "en"
    open: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


NEWEST = "muster-queue [data-code]"
PICTURES = (
    Picture("sign-in", None, "/accounts/login/", OFFICE),
    Picture("console", "dispatcher1", "/console/", DESK, open=(NEWEST,)),
    Picture("console-zh", "dispatcher2", "/console/", DESK, language="zh-hans", open=(NEWEST,)),
    Picture("console-4k", "chief", "/console/", WALL, language="zh-hans", open=(NEWEST,)),
    Picture("intake", "taker1", "/console/", DESK, keys=("F2",)),
    Picture("terminal", "p01", "/terminal/", PHONE),
    Picture("terminal-zh", "p02", "/terminal/", PHONE, language="zh-hans"),
    Picture("station", "station1", "/station/", OFFICE),
    Picture("station-zh", "station2", "/station/", OFFICE, language="zh-hans"),
    Picture("journal", "auditor", "/journal/", OFFICE),
    Picture("admin", "admin", "/admin/", OFFICE),
)


@contextmanager
def bureau() -> Iterator[str]:
    """Address of the demo bureau: the running one, or one of our own for as long as the block lasts."""
    told = (VAR / "running").read_text(encoding="utf-8") if (VAR / "running").exists() else ""
    running = re.search(r"http://[\d.]+:\d+", told)
    if running and healthy(running[0]):
        yield running[0]
        return
    port = free_port(8110)
    address = f"http://127.0.0.1:{port}"
    with (VAR / "log" / "screenshots.log").open("w", encoding="utf-8") as log:
        environment = {**os.environ, "WEB_PORT": str(port)}
        run = subprocess.Popen(python("scripts/run.py"), cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            say("Starting the demo bureau")
            end = time.monotonic() + 300
            while not healthy(address):
                if run.poll() is not None or time.monotonic() > end:
                    raise fail("The demo bureau did not start (var/log/screenshots.log)")
                time.sleep(1)
            time.sleep(30)  # calls come in, patrols get moving
            yield address
        finally:
            stop(run, seconds=60)


def sign_in(page: Page, account: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", account)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Open the page as its person and save what is on the screen once it has come to rest."""
    width, height = picture.size
    phone = picture.size == PHONE
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        locale="zh-CN" if picture.language == "zh-hans" else "en-GB",
    )
    context.add_cookies([cookie(address, "muster_language", picture.language)])
    page = context.new_page()
    page.set_default_timeout(15_000)
    if picture.account:
        sign_in(page, picture.account)
        in_language(page, picture.language)
    page.goto(picture.path)
    for selector in picture.open:
        page.locator(selector).first.click()
    for key in picture.keys:
        page.keyboard.press(key)
    page.wait_for_timeout(4_000)  # tiles, fonts, the first positions
    page.screenshot(path=TARGET / f"{picture.name}.png")
    context.close()


def in_language(page: Page, language: str) -> None:
    """Switch this account's language the way the page's own form does."""
    token = page.locator("meta[name=csrf-token]").first.get_attribute("content") or ""
    answer = page.request.post(
        "/language/", form={"language": language}, headers={"X-CSRFToken": token, "Referer": page.url}
    )
    assert answer.ok, answer.status


def cookie(address: str, name: str, value: str) -> Any:
    return {"name": name, "value": value, "url": address}


def main(chosen: list[str]) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    debian = Path("/usr/bin/chromium")
    program = os.environ.get("MUSTER_CHROMIUM") or (str(debian) if debian.exists() else None)
    with bureau() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for picture in PICTURES:
            if not chosen or picture.name in chosen:
                say(f"{picture.name}: {picture.path}")
                take(browser, address, picture)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
