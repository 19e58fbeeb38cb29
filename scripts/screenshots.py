"""`make screenshots`: the pictures that pictures.py lists, taken from the demo bureau into docs/screenshots/.

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
from pathlib import Path
from urllib.parse import urlsplit

from instance import ROOT, VAR, fail, free_port, read_env, say
from pictures import PHONE, PICTURES, Picture, headers, tidy
from playwright.sync_api import Browser, Error, Page, sync_playwright
from processes import python, start, stop
from run import healthy

TARGET = ROOT / "docs" / "screenshots"
PASSWORD = "muster-110-demo"
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
SLOW = 120_000  # ms: four times the pixels of a desk, drawn without a graphics card


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
            time.sleep(90)  # calls come in, patrols get moving, the simulated desk sends the first units
            yield address
        finally:
            stop(run, seconds=60)


@contextmanager
def empty_bureau() -> Iterator[str]:
    """Address of a bureau that nobody has set up yet: the same services, a database of its own, dropped afterwards."""
    environment = {**os.environ, **read_env(), "MUSTER_VAR_DIR": str(VAR), "MUSTER_SIMULATION": "0"}
    whole = environment["MUSTER_DATABASE_URL"]
    environment["MUSTER_DATABASE_URL"] = whole.rsplit("/", 1)[0] + "/muster_empty"
    port = free_port(8120)
    address = f"http://127.0.0.1:{port}"
    make_database(whole, "DROP DATABASE IF EXISTS muster_empty", "CREATE DATABASE muster_empty")
    try:
        subprocess.run(python("manage.py", "migrate", "--verbosity", "0"), cwd=ROOT, env=environment, check=True)
        command = python("-m", "uvicorn", "dispatch.asgi:application", "--port", port, "--log-level", "warning")
        web = start(command, "screenshots.log", env=environment, cwd=ROOT)
        try:
            end = time.monotonic() + 60
            while not healthy(address):
                if web.poll() is not None or time.monotonic() > end:
                    raise fail("The empty bureau did not start (var/log/screenshots.log)")
                time.sleep(0.5)
            yield address
        finally:
            stop(web)
    finally:
        make_database(whole, "DROP DATABASE IF EXISTS muster_empty WITH (FORCE)")


def make_database(url: str, *statements: str) -> None:
    """Run these outside of any transaction, as creating a database needs."""
    import psycopg

    parts = urlsplit(url)
    with psycopg.connect(parts._replace(scheme="postgresql").geturl(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def open_page(browser: Browser, address: str, picture: Picture) -> Page:
    """A page in a context of its own, signed in as the picture's person, in its language."""
    width, height = picture.size
    phone = picture.size == PHONE
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        is_mobile=phone,
        locale=LOCALES[picture.language],
    )
    context.add_cookies([{"name": "muster_language", "value": picture.language, "url": address}])
    context.set_default_timeout(60_000)
    page = context.new_page()
    if picture.account:
        sign_in(page, picture.account)
        in_language(page, picture.language)
    return page


def sign_in(page: Page, account: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", account)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def in_language(page: Page, language: str) -> None:
    """Switch this account's language the way the page's own form does."""
    answer = page.request.post("/language/", form={"language": language}, headers=headers(page))
    assert answer.ok, answer.status


def take(browser: Browser, address: str, picture: Picture, desk: Page | None) -> None:
    """Open the page as its person, bring it to its scene, and save what is seen once it has come to rest."""
    say(f"{picture.name}: {picture.path}")
    page = open_page(browser, address, picture)
    try:
        page.goto(picture.path)
        picture.scene(page, desk or page)
        page.wait_for_timeout(4_000)  # tiles, fonts, the first positions
        page.screenshot(path=TARGET / f"{picture.name}.png", animations="disabled", timeout=SLOW)
        picture.after(page, desk or page)
    finally:
        page.context.close()


def take_all(browser: Browser, wanted: list[Picture]) -> list[str]:
    """Every wanted picture; returns the names of those that could not be taken, told as they happen."""
    failed = []

    def attempt(address: str, picture: Picture, desk: Page | None = None) -> None:
        try:
            take(browser, address, picture, desk)
        except (Error, AssertionError) as error:
            failed.append(picture.name)
            say(f"{picture.name} failed: {str(error).splitlines()[0]}")

    with bureau() as address:
        desk = open_page(browser, address, Picture("", "dispatcher1", "/console/"))
        for picture in wanted:
            if not picture.empty_bureau:
                attempt(address, picture, desk)
        tidy(desk)
        empty = [picture for picture in wanted if picture.empty_bureau]
        if empty:
            with empty_bureau() as elsewhere:
                for picture in empty:
                    attempt(elsewhere, picture)
    return failed


def main(chosen: list[str]) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    unknown = set(chosen) - {picture.name for picture in PICTURES}
    if unknown:
        raise fail(f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(p.name for p in PICTURES)}")
    debian = Path("/usr/bin/chromium")
    program = os.environ.get("MUSTER_CHROMIUM") or (str(debian) if debian.exists() else None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        failed = take_all(browser, [picture for picture in PICTURES if not chosen or picture.name in chosen])
        browser.close()
    if failed:
        raise fail(f"Not taken: {', '.join(failed)}")
    say(f"The pictures are in {TARGET.relative_to(ROOT)}/")


if __name__ == "__main__":
    main(sys.argv[1:])
