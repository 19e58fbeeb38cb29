"""Are all texts of Python, templates and JavaScript translated? Names every one that is not; fails when there is one.

The texts are gathered into a copy of the source, so that checking changes nothing. With --write (`make messages`) the
catalogues in locale/ are brought up to date instead, for a translator to fill.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from instance import ROOT

LOCALE = "zh_Hans"  # the sources are English, so English needs no catalogue
DOMAINS = ("django", "djangojs")
SOURCES = ("dispatch", "incidents", "units", "maps", "templates", "static/js")
IGNORED = ("node_modules/*", ".venv/*", "var/*", "tests/*", "scripts/*", "benchmarks/*")


def copy_sources(target: Path) -> None:
    """Copy what makemessages reads: the sources, the catalogues and Django's command line."""
    names = subprocess.check_output(["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, text=True).split("\0")
    for name in names:
        source = ROOT / name
        if (name.startswith((*SOURCES, "locale/")) or name == "manage.py") and source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)


def gather(top: Path) -> None:
    """Run makemessages over the tree at `top`."""
    (top / "locale").mkdir(exist_ok=True)
    environment = {"MUSTER_SECRET_KEY": "only-for-checks", **os.environ}
    ignored = [option for pattern in IGNORED for option in ("--ignore", pattern)]
    for domain in DOMAINS:
        command = [sys.executable, "manage.py", "makemessages", "-v", "0", "-l", LOCALE, "-d", domain]
        options = ["--no-wrap", "--add-location", "file", *ignored]
        subprocess.run([*command, *options], cwd=top, env=environment, check=True)


def catalogue(top: Path, domain: str) -> Path:
    return top / "locale" / LOCALE / "LC_MESSAGES" / f"{domain}.po"


def complaints(path: Path) -> list[str]:
    """The entries of a catalogue that a user would see untranslated."""
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    missing = [("fuzzy" if entry.fuzzy else "no translation", entry) for entry in entries if not entry.translated()]
    return [f"{where(entry)}: {why}: {entry.msgid!r}" for why, entry in missing]


def where(entry: polib.POEntry) -> str:
    return entry.occurrences[0][0] if entry.occurrences else "?"


def main() -> int:
    if "--write" in sys.argv:
        gather(ROOT)
        return 0
    with tempfile.TemporaryDirectory(prefix="muster-texts-") as folder:
        top = Path(folder)
        copy_sources(top)
        gather(top)
        catalogues = [path for domain in DOMAINS if (path := catalogue(top, domain)).exists()]
        found = [line for path in catalogues for line in complaints(path)]
        broken = [path.name for path in catalogues if not placeholders_agree(path)]
        total = sum(len(polib.pofile(str(path))) for path in catalogues)
    print("\n".join(found) or f"texts: all {total} translated")
    if found:
        print(f"{len(found)} of {total} texts are not translated; `make messages` gathers them into locale/.")
    return 1 if found or broken else 0


def placeholders_agree(path: Path) -> bool:
    """Whether translations keep the placeholders of their texts; msgfmt names those that do not."""
    return subprocess.run(["msgfmt", "--check-format", "-o", os.devnull, str(path)]).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
