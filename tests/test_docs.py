"""The documents say what is true: links lead somewhere, named commands and settings exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
FLOORS = ("dispatch", "incidents", "units", "maps")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def found(pattern: str) -> Iterator[tuple[str, str]]:
    """(document, match) of every match in every document."""
    for document in DOCUMENTS:
        for match in re.findall(pattern, document.read_text(encoding="utf-8")):
            yield document.name, match


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_to_a_file(document: Path):
    targets = [link.split("#")[0] for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [target for target in targets if target and not (document.parent / target).exists()] == []


def test_every_make_command_named_is_in_the_makefile():
    there = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert [(name, target) for name, target in found(r"(?:`|^    |&& )make ([a-z]+)") if target not in there] == []


def test_every_management_command_named_exists():
    there = get_commands()
    assert [(name, command) for name, command in found(r"manage\.py ([a-z_]+)") if command not in there] == []


def test_every_setting_named_is_read_somewhere():
    read = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("benchmarks", "dispatch", "maps", "scripts", "deploy", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".sh", ".example", ".caddy"} and path.name != "test_docs.py"
    )
    read += (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert [(name, setting) for name, setting in found(r"\bMUSTER_[A-Z_]*[A-Z]\b") if setting not in read] == []


def test_every_setting_of_the_product_is_in_the_table():
    settings = (ROOT / "dispatch" / "settings.py").read_text(encoding="utf-8")
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in re.findall(r'"(MUSTER_[A-Z_]+)"', settings) if f"`{name}`" not in table] == []


def test_every_room_is_on_the_plan_of_the_house():
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = {floor: plan.split(f"| `{floor}` | ", 1)[1].split("\n", 1)[0] for floor in FLOORS}
    rooms = [
        (floor, path.parent.name)
        for floor in FLOORS
        for path in (ROOT / floor).glob("*/__init__.py")
        if path.parent.name not in ("migrations", "management")
    ]
    assert [room for room in rooms if f"`{room[1]}`" not in rows[room[0]]] == []


def test_every_process_of_the_procfile_is_in_the_table():
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    processes = re.findall(r"^(\w+):", (ROOT / "Procfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in processes if f"\n| {name} | " not in plan] == []
