"""`make reset`: throws away this clone's database, its Redis and what was built, after asking. YES=1 does not ask."""

import os
import shutil
import sys
from pathlib import Path

from instance import VAR, claim, read_env, say
from postgres import AWAY

# Fetched once and the same for every database: packages, Python, the demo map; and the locks in use right now.
KEPT = {
    "area",
    "python",
    "uv",
    "stamps/python-base",
    "stamps/python-node",
    "stamps/python-dev",
    "stamps/node",
    "running",
    "setup.lock",
}


def remove(folder: Path, top: Path) -> None:
    """Remove all in a folder but what is KEPT."""
    for entry in folder.iterdir():
        name = str(entry.relative_to(top))
        if name in KEPT:
            continue
        if any(kept.startswith(f"{name}/") for kept in KEPT):
            remove(entry, top)
        elif entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def main() -> None:
    env = read_env()
    if env and "MUSTER_POSTGRES_DIR" not in env:
        sys.exit("✗ var/muster.env names services that are not this clone's own; nothing was removed.")
    with claim(f"This clone is being reset (process {os.getpid()}).") as held:
        if held.holder:
            sys.exit(f"✗ {held.holder} Stop it first; nothing was removed.")
        if os.environ.get("YES") != "1":
            print(f"This removes the database and everything built in {VAR}. All incidents in it are lost.")
            if input("Go on? [yes/no] ").strip().lower() not in {"y", "yes"}:
                sys.exit("Nothing was removed.")
        home = Path(env.get("MUSTER_POSTGRES_DIR", VAR / "postgres"))
        if home.is_relative_to(AWAY):
            shutil.rmtree(home, ignore_errors=True)
        remove(VAR, VAR)
        say("This clone is as new; `make run` starts it again.")


if __name__ == "__main__":
    main()
