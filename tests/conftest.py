"""Fixtures for every floor: the demo area's extract, and a real router over it."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed

# Tests quote the sources, which are English, whatever the installation speaks.
settings.LANGUAGE_CODE = "en"


def pytest_configure() -> None:
    """Signing in is tested for its rules, not for its cost: real hashing would take most of a test run."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    compile_texts()


def pytest_collection_finish() -> None:
    """Django is set up by now; from here on a transactional test leaves an empty database our way."""
    from django.test import TransactionTestCase

    from tests.emptying import empty_tables

    TransactionTestCase._fixture_teardown = empty_tables


def compile_texts() -> None:
    """Bring the catalogues up to date; Django forgets what it read of older ones: tests look at both languages."""
    for texts in Path(settings.BASE_DIR).glob("locale/*/LC_MESSAGES/*.po"):
        compiled = texts.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < texts.stat().st_mtime:
            subprocess.run(["msgfmt", "-o", str(compiled), str(texts)], check=True)
            translation_file_changed(None, compiled)


@pytest.fixture(scope="session")
def monaco_pbf() -> Path:
    """The Monaco extract: from the shared test data, or as `make run` fetched it."""
    shared = settings.MUSTER["TEST_DATA"] / "osm_monaco_pkg"
    fetched = settings.VAR_DIR / "area"
    for folder in (shared, fetched):
        for found in sorted(folder.glob("*.osm.pbf")):
            return found
    pytest.fail(
        f"No .osm.pbf in {shared} nor in {fetched}: run `make run` once, or set MUSTER_TEST_DATA.", pytrace=False
    )


@pytest.fixture(scope="session")
def router(monaco_pbf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a router of our own over Monaco; the settings point at it while the tests run."""
    from maps.routing.build import build
    from maps.routing.service import Service

    listen = _free_address()
    service = Service(build(monaco_pbf, tmp_path_factory.mktemp("router")), listen)
    before = settings.MUSTER["ROUTER_URL"]
    try:
        assert service.wait_until_it_answers(), "the router did not start"
        settings.MUSTER["ROUTER_URL"] = f"http://{listen}"
        yield f"http://{listen}"
    finally:
        settings.MUSTER["ROUTER_URL"] = before
        service.stop()


@pytest.fixture
def free_address() -> str:
    """``127.0.0.1:port`` where nobody listens."""
    return _free_address()


def _free_address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"
