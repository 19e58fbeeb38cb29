"""Real browsers against a real server: uvicorn on the test database, Chromium by Playwright.

Ask for `page_for`: ``page_for(user, language="en", viewport=PHONE)`` is a page that is signed in; go to ``/console/``.
Ask for `worker` where timers must run, for `writer` where positions must be stored, for `monaco_map` where the map must
show streets and addresses must be found. A script error or a breach of the content security policy fails the test.
"""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from tests.processes import on_this_database

ROOT = Path(settings.BASE_DIR)
RESULTS = ROOT / "test-results"
DESK = {"width": 1920, "height": 1080}
WALL = {"width": 3840, "height": 2160}
PHONE = {"width": 390, "height": 844}
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: Playwright's loop stays in this thread, and no other asyncio test could run after it."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")
            item.add_marker(pytest.mark.timeout(300))
    items.sort(key=lambda item: item.path.is_relative_to(HERE))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Lets fixtures know whether the test failed, so that they can keep a picture of what the user saw."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


def wait_until(page, condition: str) -> None:
    """As Playwright's wait_for_function, which evaluates in the page: the content security policy forbids that."""
    for _try in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {condition}")


def start(command: list[str], environment: dict[str, str], log: str) -> subprocess.Popen:
    """Start one of the product's processes, its words in test-results/`log`."""
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / log).open("w") as out:
        return subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def tail(log: str) -> str:
    return "\n".join((RESULTS / log).read_text(errors="replace").splitlines()[-30:])


@pytest.fixture(scope="session")
def surroundings(django_db_setup, router: str) -> dict[str, str]:
    """The environment of the product's processes: this test run's database, Redis, channels, queue and router."""
    return {
        **on_this_database(),
        "MUSTER_REDIS_URL": settings.REDIS_URL,
        "MUSTER_ROUTER_URL": router,
        "MUSTER_CHANNEL_PREFIX": settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"],
        "MUSTER_QUEUE": settings.CELERY_TASK_DEFAULT_QUEUE,
        "MUSTER_STATIC_FROM_SOURCE": "1",
        "MUSTER_SIMULATION": "0",
        "MUSTER_LANGUAGE": settings.LANGUAGE_CODE,
    }


@pytest.fixture(scope="session")
def server(surroundings: dict[str, str], free_address_of_session: str) -> Iterator[str]:
    """Address of a live server, without a slash at the end."""
    host, port = free_address_of_session.split(":")
    address = f"http://{free_address_of_session}"
    command = ["uvicorn", "dispatch.asgi:application", "--host", host, "--port", port, "--log-level", "warning"]
    quiet = ["--no-access-log", "--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "1"]
    process = start([*command, *quiet], {**surroundings, "MUSTER_SITE_URL": address}, "server.log")
    try:
        end = time.monotonic() + 60
        while not answers(address + "/healthz/"):
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail("The server did not start:\n" + tail("server.log"), pytrace=False)
            time.sleep(0.2)
        yield address
    finally:
        stop(process)


@pytest.fixture(scope="session")
def free_address_of_session() -> str:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def worker(surroundings: dict[str, str], transactional_db, tmp_path: Path) -> Iterator[None]:
    """A Celery worker with its clock, for this test only: it must rest while the tables are emptied."""
    command = ["celery", "--quiet", "-A", "dispatch", "worker", "--beat", "--schedule", str(tmp_path / "beat")]
    options = ["--concurrency", "1", "--loglevel", "warning", "--without-gossip", "--without-mingle"]
    process = start([*command, *options], surroundings, "worker.log")
    yield
    stop(process)


@pytest.fixture
def writer(surroundings: dict[str, str], transactional_db) -> Iterator[None]:
    """The process that stores positions, for this test only."""
    process = start(["django", "write_positions"], surroundings, "writer.log")
    yield
    stop(process)


@pytest.fixture(scope="session")
def _monaco_rows(django_db_setup, django_db_blocker, monaco_pbf: Path) -> list[dict]:
    """The map imported once for the run; its tables outlive the emptying between tests, Django's row about it not."""
    from django.core.management import call_command

    from maps.basemap.models import Basemap

    with django_db_blocker.unblock():
        call_command("import_basemap", str(monaco_pbf))
        rows = list(Basemap.objects.values())
        Basemap.objects.all().delete()
    return rows


@pytest.fixture
def monaco_map(_monaco_rows: list[dict], transactional_db) -> None:
    """The base map of Monaco in the test database."""
    from maps.basemap.models import Basemap

    for row in _monaco_rows:
        Basemap.objects.create(**row)


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """The browser: Debian's Chromium, MUSTER_CHROMIUM, or Playwright's own."""
    from playwright.sync_api import sync_playwright

    debian = Path("/usr/bin/chromium")
    program = os.environ.get("MUSTER_CHROMIUM") or (str(debian) if debian.exists() else None)
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    with sync_playwright() as playwright:
        # Playwright's loop counts as running in this thread, though no database call is ever made inside it.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        quiet = ["background-networking", "component-update", "sync", "gpu", "dev-shm-usage"]
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", *(f"--disable-{name}" for name in quiet)]
        )
        yield browser
        browser.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def faults() -> list[str]:
    """Script errors and breaches of the content security policy so far; empty it to forgive what a test expects."""
    return []


@pytest.fixture
def page_for(request: pytest.FixtureRequest, chromium, server: str, transactional_db, faults: list[str]) -> Iterator:
    """``page_for(user=None, *, language="en", viewport=DESK, **context)`` → a Playwright page, signed in as this user.

    Every page has a context (cookies, storage) of its own, so two users can be at work at once; ``context`` takes
    Playwright's options (``has_touch=True``, ``geolocation={…}``). Times out after 10 s.
    """
    pages = []

    def open_page(user=None, *, language: str = "en", viewport: dict | None = None, **context):
        tab = chromium.new_context(viewport=viewport or DESK, base_url=server, locale=LOCALES[language], **context)
        tab.set_default_timeout(10_000)
        tab.add_cookies(cookies(server, user, language))
        page = tab.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: note_breach(page.url, message, faults))
        pages.append(page)
        return page

    yield open_page
    if request.node.stash.get(FAILED, False):
        keep_pictures(request.node.name, pages)
    for page in pages:
        page.context.close()
    wait_until_the_server_rests()
    assert not faults, "In the browser:\n" + "\n".join(faults)


def wait_until_the_server_rests(seconds: float = 10.0) -> None:
    """Requests of a closed page may still be in a transaction; emptying the tables then would deadlock with them."""
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND state <> 'idle'"
    )
    end = time.monotonic() + seconds
    calm = 0
    while calm < 3 and time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(busy)
            calm = calm + 1 if cursor.fetchone()[0] == 0 else 0
        time.sleep(0.05)


LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}


def cookies(server: str, user, language: str) -> list[dict]:
    """The language, and a session as signing in would make it."""
    jar = {settings.LANGUAGE_COOKIE_NAME: language}
    if user is not None:
        type(user).objects.filter(pk=user.pk).update(language=language)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        jar[settings.SESSION_COOKIE_NAME] = session.session_key
    return [{"name": name, "value": value, "url": server} for name, value in jar.items()]


def note_breach(url: str, message, faults: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        faults.append(f"{url}: {message.text}")


def keep_pictures(test: str, pages: list) -> None:
    """What every page of a failed test looked like at its end, in test-results/."""
    RESULTS.mkdir(exist_ok=True)
    for number, page in enumerate(pages, start=1):
        name = re.sub(r"[^\w-]+", "-", test)
        try:
            page.screenshot(path=RESULTS / f"{name}-{number}.png")
        except Exception as error:
            print(f"no picture of page {number}: {error}")
