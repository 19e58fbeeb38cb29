"""Look down, never up: what import-linter holds for Python, held here for scripts, templates, tables, migrations."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

ROOT = Path(settings.BASE_DIR)
FLOORS = ["maps", "units", "incidents", "dispatch"]  # ground floor first
JS_IMPORT = re.compile(r"""(?:\bimport\b|\bfrom\b)\s*\(?\s*["']([^"']+)["']""")
TEMPLATE_USE = re.compile(r"""{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")
TEMPLATE_URL = re.compile(r"""{%-?\s*url\s+["'](\w+):""")
PYTHON_URL = re.compile(r"""\b(?:reverse|reverse_lazy|redirect|resolve_url)\(\s*["'](\w+):""")
DOORS = {"leaflet": "maps/", "protomaps-leaflet": "maps/"}  # a library and the only folder that may open it


def height(name: str) -> int:
    """How high a thing of this floor lives; what belongs to no floor (base.html, components) lies under all of them."""
    return FLOORS.index(name) if name in FLOORS else -1


def texts(top: str, suffix: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / top).rglob(f"*{suffix}")):
        yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def upward(uses: Iterator[tuple[Path, str, str, str]]) -> list[str]:
    """The uses (file, its floor, used floor, used name) that point up, in words."""
    return [f"{path} ({own}) uses {name} ({used})" for path, own, used, name in uses if height(used) > height(own)]


def script_uses() -> Iterator[tuple[Path, str, str, str]]:
    for path, text in texts("static/js", ".js"):
        inside = path.relative_to("static/js")
        for name in JS_IMPORT.findall(text):
            if name.startswith("."):
                target = posixpath.normpath(posixpath.join(inside.parent.as_posix(), name))
                yield path, inside.parts[0], target.split("/")[0], name


def template_uses() -> Iterator[tuple[Path, str, str, str]]:
    for path, text in texts("templates", ".html"):
        own = path.relative_to("templates").parts[0]
        if own not in FLOORS:
            continue  # the frame of all pages may show the way to every floor
        for name in TEMPLATE_USE.findall(text):
            yield path, own, name.split("/")[0], name
        for namespace in TEMPLATE_URL.findall(text):
            yield path, own, namespace, f"{namespace}:…"


def python_url_uses() -> Iterator[tuple[Path, str, str, str]]:
    for own in FLOORS:
        for path, text in texts(own, ".py"):
            for namespace in PYTHON_URL.findall(text):
                yield path, own, namespace, f"{namespace}:…"


def test_scripts_import_only_from_their_own_floor_or_below():
    assert upward(script_uses()) == []


def test_only_the_map_module_opens_leaflet():
    through_the_window = [
        f"{path} imports {name}"
        for path, text in texts("static/js", ".js")
        for name in JS_IMPORT.findall(text)
        if name in DOORS and not path.relative_to("static/js").as_posix().startswith(DOORS[name])
    ]
    assert through_the_window == []


def test_templates_include_and_link_only_their_own_floor_or_below():
    assert upward(template_uses()) == []


def test_python_names_no_address_of_a_floor_above():
    assert upward(python_url_uses()) == []


def test_foreign_keys_point_down():
    uses = (
        (Path(model.__module__), model._meta.app_label, field.related_model._meta.app_label, field.name)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.related_model and not field.auto_created and field.related_model != "self"
    )
    assert upward(uses) == []


def test_migrations_depend_on_floors_below():
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    uses = (
        (Path(own, "migrations", name), own, app, needed)
        for (own, name), migration in loader.disk_migrations.items()
        if own in FLOORS
        for app, needed in migration.dependencies
    )
    assert upward(uses) == []


@pytest.mark.parametrize("floor", FLOORS)
def test_every_floor_has_a_caption(floor: str):
    """`__init__.py` of a floor and of each room is one sentence that says what it is for."""
    silent = [
        str(path.relative_to(ROOT))
        for path in [ROOT / floor / "__init__.py", *(ROOT / floor).glob("*/__init__.py")]
        if path.parent.name not in {"migrations", "management", "templatetags"}
        and not path.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []
