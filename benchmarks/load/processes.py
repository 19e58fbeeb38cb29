"""Seconds of CPU and megabytes of processes on this machine, from /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def tree(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found += tree(int(child))
    return found


def cpu_s(pids: list[int]) -> float:
    return sum(_stat(pid, 11) + _stat(pid, 12) for pid in pids) / TICKS


def memory_mb(pids: list[int]) -> float:
    return sum(_stat(pid, 21) for pid in pids) * PAGE / 2**20


def backends(database: str) -> list[int]:
    """PostgreSQL's processes that serve this database, by the titles they give themselves."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if entry.read_bytes().startswith(b"postgres: ") and f" {database} ".encode() in entry.read_bytes():
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def _stat(pid: int, place: int) -> int:
    """A number of /proc/PID/stat, counted from behind the name; 0 when the process is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[place])
    except OSError:
        return 0
