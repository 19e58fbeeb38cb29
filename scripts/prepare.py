"""Brings database, map, router, texts and static files up to date, in one Django process, doing only what changed.

Usage: prepare.py AREA_FILE [--demo]       with PostgreSQL and Redis of this clone running.
"""

import argparse
import hashlib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from area import sha256
from instance import ROOT, VAR, fail, say

Step = Callable[[], object]


def unless_done(name: str, state: str, step: Step, caption: str) -> None:
    """Run `step` unless it was done before for this very `state`; a failed step is done again next time."""
    stamp = VAR / "stamps" / name
    if stamp.exists() and stamp.read_text() == state:
        return
    say(caption)
    step()
    stamp.write_text(state)


def fingerprint(paths: Iterable[Path]) -> str:
    """One hash over names and bytes of these files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def files_under(*folders: str, suffix: str = "") -> list[Path]:
    """The files in these folders of the clone, by-products of Python left out."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}"))
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]


def prepare(area: Path, demo: bool) -> None:
    """Every step in the order in which one needs the other."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import CommandError, call_command

    def command(name: str, *arguments: str, **options: object) -> Step:
        def step() -> None:
            try:
                call_command(name, *arguments, **options)
            except CommandError as error:
                raise fail(f"manage.py {name}: {error}") from None

        return step

    ignored = ["node_modules", ".venv", "var"]
    catalogues = files_under("locale", suffix=".po")
    texts = fingerprint(catalogues)
    django.setup()  # first: without it call_command knows, and remembers, Django's own commands only
    if catalogues:
        unless_done("texts", texts, command("compilemessages", ignore_patterns=ignored, verbosity=0), "Compiling texts")
    migrations = [path for path in files_under("dispatch", "incidents", "units", "maps") if "migrations" in path.parts]
    lock = fingerprint([*migrations, ROOT / "requirements" / "base.txt"])
    unless_done("migrations", lock, command("migrate", interactive=False, verbosity=0), "Migrating the database")
    static = fingerprint([*files_under("static"), ROOT / "requirements" / "base.txt", ROOT / "package-lock.json"])
    collect = command("collectstatic", interactive=False, verbosity=0)
    unless_done("static", static, collect, "Collecting static files")
    map_ = sha256(area) if area.exists() else "gone"
    if map_ == "gone":
        say(f"{area} is gone; going on with the map imported from it before")
    else:
        importer = fingerprint(files_under("maps/basemap", "maps/geocoding", suffix=".py"))
        unless_done("basemap", map_ + importer, command("import_basemap", str(area)), f"Importing the map {area.name}")
        builder = fingerprint(files_under("maps/routing", suffix=".py"))
        unless_done("router", map_ + builder, command("build_router", str(area)), "Building the routing tiles")
    if demo:
        unless_done("demo", map_, command("load_demo"), "Loading the demo bureau")
        with (VAR / "accounts.txt").open("w", encoding="utf-8") as out:
            call_command("demo_accounts", stdout=out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("area", type=Path)
    parser.add_argument("--demo", action="store_true")
    asked = parser.parse_args()
    prepare(asked.area, asked.demo)
