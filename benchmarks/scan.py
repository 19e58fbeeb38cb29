"""The space-time scan: seconds and memory of the largest case asked for, and how they grow.

Each run has a process of its own on one core, so that its peak of memory is its own. Beside it, as the bare thing:
the same additions by numpy alone, without bars, comparisons or a statistic.
"""

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace

import numpy as np

from benchmarks.figures import Row
from incidents.hotspots.scan import Scope, space_time_permutation

LIMIT_S = 30
TOWN_M = 20_000


@dataclass(frozen=True)
class Size:
    cases: int = 4500
    places: int = 450
    days: int = 90
    max_days: int = 45
    replications: int = 999
    prospective: bool = True


LOOKING_BACK = Size(max_days=14, replications=99, prospective=False)
GROWTH = {
    "cases": [{"cases": number} for number in (1125, 2250, 9000, 18_000)],
    "places": [{"places": number} for number in (112, 225, 900)],
    "days": [{"days": number, "max_days": number // 2} for number in (22, 45, 180)],
    "longest window": [{"max_days": number} for number in (7, 14, 28)],
    "replications": [{"replications": number} for number in (99, 499, 1999)],
}


def town(size: Size) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places of unlike size in a square town, and the place and day of each case; nothing is going on."""
    some = np.random.default_rng(1)
    share = some.gamma(1, size=size.places)
    place = some.choice(size.places, size.cases, p=share / share.sum())
    return some.uniform(0, TOWN_M, (size.places, 2)), place, some.integers(0, size.days, size.cases)


def once(size: Size) -> dict[str, float]:
    """Run in this process: seconds, peak megabytes, cylinders."""
    points, place, day = town(size)
    scope = Scope(max_days=size.max_days, replications=size.replications, prospective=size.prospective)
    begun = time.perf_counter()
    scan = space_time_permutation(points, place, day, days=size.days, scope=scope)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": peak, "cylinders": scan.cylinders}


def alone(size: Size) -> dict[str, float]:
    """The same in a process of its own, on one core."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    asked = [sys.executable, "-m", "benchmarks.scan", json.dumps(asdict(size))]
    told: dict[str, float] = json.loads(subprocess.check_output(asked, env=environment, text=True))
    return told


def bare(size: Size) -> float:
    """Seconds to add up as many whole numbers as the scan must, in the same blocks."""
    block = 16_384 // size.max_days * size.max_days
    numbers, sums = np.ones(block, np.int16), np.zeros(block, np.int16)
    zones = once(replace(size, replications=1))["cylinders"] / size.max_days
    rounds = int(zones * size.max_days * size.replications / block)
    begun = time.perf_counter()
    for _ in range(rounds):
        np.add(sums, numbers, out=sums)
    return time.perf_counter() - begun


def scan() -> Row:
    """The case asked for, thrice, beside the bare additions; then the growth, a line each."""
    size = Size()
    runs = [alone(size) for _ in range(3)]
    seconds = sorted(run["seconds"] for run in runs)
    adding = sorted(bare(size) for _ in range(3))
    print(growth(runs[0]), flush=True)
    note = f"limit {LIMIT_S} s; {max(run['megabytes'] for run in runs):.0f} MB, {runs[0]['cylinders']:,.0f} cylinders"
    milliseconds = [1000 * value for value in (seconds[1], seconds[2], adding[1], adding[2])]
    return Row("scan, 4,500 cases, 999 replications", *milliseconds[:2], "bare additions", *milliseconds[2:], note)


def growth(standard: dict[str, float]) -> str:
    lines = ["| scan | s | MB | cylinders |", "| --- | --: | --: | --: |", _line("4,500 · 450 · 90 · 999", standard)]
    for name, changes in GROWTH.items():
        for change in changes:
            lines.append(_line(f"{name} {next(iter(change.values())):,}", alone(Size(**change))))
    lines.append(_line("looking back, windows to 14 days, 99 replications", alone(LOOKING_BACK)))
    return "\n".join(lines)


def _line(name: str, run: dict[str, float]) -> str:
    return f"| {name} | {run['seconds']:.1f} | {run['megabytes']:.0f} | {run['cylinders']:,.0f} |"


if __name__ == "__main__":
    print(json.dumps(once(Size(**json.loads(sys.argv[1])))))
