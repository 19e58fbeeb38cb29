"""From an OpenStreetMap extract to routing tiles, swapped in whole."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from valhalla import PYVALHALLA_DIR  # type: ignore[import-untyped]

from maps.routing.config import router_config

CURRENT = "current"
TILES = "tiles"


class BuildError(Exception):
    """The extract could not be turned into routing tiles; the old tiles are still in use."""


def executable(name: str) -> str:
    """Path of one of Valhalla's programs inside its wheel."""
    return str(Path(PYVALHALLA_DIR) / "bin" / name)


def build(extract: Path, router_dir: Path) -> Path:
    """Build tiles from ``extract`` in a folder of its own under ``router_dir``, point ``current`` at it; returns it.

    The previous folder is kept for a running service, older ones are removed. Raises BuildError and changes nothing
    when the extract is absent, damaged or without a drivable road.
    """
    if not extract.is_file() or extract.stat().st_size == 0:
        raise BuildError(f"{extract} is not there, or is empty.")
    router_dir.mkdir(parents=True, exist_ok=True)
    folder = router_dir / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}"
    work = folder.with_name(f".{folder.name}")
    try:
        _build_tiles(extract, work)
        work.rename(folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    previous = current(router_dir)
    _point_current_at(folder, router_dir)
    _remove_older(router_dir, keep={folder, previous})
    return folder


def current(router_dir: Path) -> Path | None:
    """The folder in use, or None when nothing has been built."""
    link = router_dir / CURRENT
    return link.resolve() if link.exists() else None


def _build_tiles(extract: Path, work: Path) -> None:
    tiles = work / TILES
    tiles.mkdir(parents=True)
    config = work / "build.json"
    config.write_text(json.dumps(router_config(tiles, listen="127.0.0.1:0", sockets=work), indent=1))
    command = [executable("valhalla_build_tiles"), "-c", str(config), str(extract)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode != 0 or not any(tiles.rglob("*.gph")):
        told = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise BuildError(f"No routing tiles from {extract}: {' / '.join(told[-2:]) or 'no reason given'}")


def _point_current_at(folder: Path, router_dir: Path) -> None:
    fresh = router_dir / f".{CURRENT}-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    # Relative, so that the whole directory can be moved or mounted elsewhere.
    fresh.symlink_to(folder.name)
    os.replace(fresh, router_dir / CURRENT)


def _remove_older(router_dir: Path, keep: set[Path | None]) -> None:
    kept = {path.resolve() for path in keep if path}
    for path in router_dir.iterdir():
        if path.is_dir() and not path.is_symlink() and (path / TILES).is_dir() and path.resolve() not in kept:
            shutil.rmtree(path, ignore_errors=True)
