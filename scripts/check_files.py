"""Checks of the files as such: none too long, none naming a package registry, nothing generated or third-party.

Small files are the point of the house; a registry's host name in a lock file or a Dockerfile breaks sites with a mirror
of their own.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = {".py": 350, ".js": 350, ".html": 350, ".css": 350, ".sh": 150}
NOT_COUNTED = re.compile(r"/migrations/|^benchmarks/data/|^locale/")
# Assembled from pieces so that this file does not name them itself.
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in [
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("registry", "npmmirror", "com"),
            ("yarnpkg", "com"),
            ("docker", "io"),
            ("ghcr", "io"),
            ("quay", "io"),
            ("unpkg", "com"),
            ("jsdelivr", "net"),
            ("cdnjs", "cloudflare", "com"),
        ]
    )
)
FORBIDDEN = re.compile(r"(^|/)(node_modules|\.venv|var)/|\.(mo|pyc|pbf)$")


def committed() -> list[str]:
    return subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).strip("\0").split("\0")


def complaints(name: str) -> list[str]:
    """What is wrong with one committed file, in words."""
    found = [f"{name}: generated or third-party, must not be committed"] if FORBIDDEN.search(name) else []
    path = ROOT / name
    try:
        text = path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return found
    lines = text.count("\n")
    limit = LONGEST.get(path.suffix)
    if limit and lines > limit and not NOT_COUNTED.search(name):
        found.append(f"{name}: {lines} lines, more than {limit}: give the second subject a file of its own")
    found += [f"{name}: names the registry {host}" for host in sorted(set(REGISTRIES.findall(text)))]
    return found


if __name__ == "__main__":
    problems = [problem for name in committed() for problem in complaints(name)]
    print("\n".join(problems) or "files: all well")
    sys.exit(bool(problems))
