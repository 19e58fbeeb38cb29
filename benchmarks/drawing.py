"""How fast a browser draws the map: frames really presented while 10,000 moving units are dragged.

It opens ``/console/performance/`` in headless Chromium and reads what the page prints; the bare thing is the same drag
with ten units, that is the base map alone. ``python -m benchmarks.drawing ADDRESS --user NAME`` (password in
MUSTER_PASSWORD) measures a running instance; ``make bench ARGS=drawing`` brings its own. Without a graphics card all
of it is drawn by the processor.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.figures import Row

UNITS, BARE = 10_000, 10
WINDOW = {"width": 1920, "height": 1160}  # leaves at least 1920 × 1080 to the map
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def drawing(environment: dict[str, str]) -> Row:
    """A row of ``make bench``: every unit a mark of its own, which costs more than the console's squares."""
    from benchmarks.live import server, sessions_of
    from tests.factories import make_user

    # before Playwright's loop, in which Django asks no database
    name, value = sessions_of([make_user("analyst")])[0].split("=", 1)
    with server(environment) as address, page_of(address) as page:
        page.context.add_cookies([{"name": name, "value": value, "url": address}])
        bare = figures(page, address, BARE, declutter=False)
        squares = figures(page, address, UNITS, declutter=True)
        ours = figures(page, address, UNITS, declutter=False)
    note = (
        f"{ours['fps']} frames a second, {squares['fps']} with squares, goal 30; {ours['drawn']:.0f} drawn one by one"
    )
    times = (ours["p50_ms"], ours["p95_ms"], "the map alone", bare["p50_ms"], bare["p95_ms"])
    return Row(f"frame, {UNITS} units moving, map dragged", *times, note)


@contextmanager
def page_of(address: str) -> Iterator:
    from playwright.sync_api import sync_playwright

    debian = Path("/usr/bin/chromium")
    program = os.environ.get("MUSTER_CHROMIUM") or (str(debian) if debian.exists() else None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser.new_context(viewport=WINDOW, base_url=address).new_page()
        browser.close()


def figures(page, address: str, units: int, *, declutter: bool) -> dict:
    """What the page prints: ``{"fps", "p50_ms", "p95_ms", "drawn", "in_squares", "squares", "labels", "cost_ms"}``."""
    page.goto(f"{address}/console/performance/")
    page.wait_for_selector("#measure[data-state=ready]", timeout=60_000)
    page.select_option("#measure select", str(units))
    page.set_checked("#measure input[name=declutter]", declutter)
    page.click("#measure button")
    page.wait_for_selector("#measure[data-state=done]", timeout=120_000)
    return page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('[data-figure]')]"
        ".map((one) => [one.dataset.figure, isNaN(one.textContent) ? one.textContent : Number(one.textContent)]))"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="http://host:port of a running instance")
    parser.add_argument("--user", required=True, help="an analyst or administrator; password in MUSTER_PASSWORD")
    parser.add_argument("--units", type=int, nargs="*", default=[BARE, 500, 1_000, UNITS, 50_000])
    parser.add_argument("--pictures", type=Path, help="a folder for what was seen")
    options = parser.parse_args()
    with page_of(options.address) as page:
        page.goto("/accounts/login/")
        page.fill("input[name=login]", options.user)
        page.fill("input[name=password]", os.environ.get("MUSTER_PASSWORD", ""))
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in urlsplit(url).path)
        for units in options.units:
            for declutter in (True, False):
                print(
                    units,
                    "squares" if declutter else "each",
                    figures(page, options.address, units, declutter=declutter),
                )
                if options.pictures:
                    page.screenshot(path=options.pictures / f"{units}-{'squares' if declutter else 'each'}.png")


if __name__ == "__main__":
    main()
