"""The map extract of this clone: AREA=path, or the demo area (Monaco) out of a package, checked by its hash."""

import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

from instance import ROOT, VAR, fail, read_env, say, write_env
from processes import python

# © OpenStreetMap contributors, ODbL 1.0; of 25 December 2023. A test file in the package's source distribution.
REQUIREMENT = ROOT / "requirements" / "area.txt"
MEMBER = "tests/test_files/monaco.osm.pbf"
SHA256 = "1fdee8b72c48f932cab3aa9f1f74f87dfd954509a3b47cb932556d827189b97c"
DEMO_AREA = VAR / "area" / "monaco.osm.pbf"


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def demo_area() -> Path:
    """The Monaco extract, fetched when it is not here or not whole."""
    if DEMO_AREA.exists() and sha256(DEMO_AREA) == SHA256:
        return DEMO_AREA
    say("Fetching the map of the demo area")
    DEMO_AREA.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=DEMO_AREA.parent) as folder:
        command = python("-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--require-hashes")
        done = subprocess.run(
            [*command, "--no-binary", "quackosm", "-r", str(REQUIREMENT), "-d", folder], capture_output=True, text=True
        )
        if done.returncode:
            raise fail(f"The package with the demo map could not be fetched:\n{done.stderr.strip()}")
        fresh = Path(folder) / "area.osm.pbf"
        fresh.write_bytes(member_of(next(Path(folder).glob("*.tar.gz"))))
        if sha256(fresh) != SHA256:
            raise fail(f"The demo map has the wrong checksum: {sha256(fresh)} instead of {SHA256}")
        fresh.replace(DEMO_AREA)
    return DEMO_AREA


def member_of(archive: Path) -> bytes:
    with tarfile.open(archive) as tar:
        name = next(name for name in tar.getnames() if name.endswith(MEMBER))
        file = tar.extractfile(name)
        assert file is not None
        return file.read()


def chosen_area(asked: str | None) -> Path:
    """The extract to use: the one asked for now, else the one asked for before, else the demo area. Absolute path."""
    if asked:
        path = Path(asked).expanduser().resolve()
        if not path.is_file():
            raise fail(f"AREA={asked}: there is no such file")
        write_env({"MUSTER_AREA": str(path)})
        return path
    before = read_env().get("MUSTER_AREA")
    return Path(before) if before else demo_area()


if __name__ == "__main__":
    print(demo_area())
