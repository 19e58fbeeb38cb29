"""How the cost of showing positions grows: with units, with consoles, with organisations, one at a time.

``python -m benchmarks.growth`` prints the table; ``growth()`` also gives the rows for ``make bench``.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

from benchmarks.fanout import Size, measure  # noqa: E402  Django must be set up first
from benchmarks.figures import Row  # noqa: E402
from benchmarks.scratch import scratch_database  # noqa: E402

SECONDS = 10.0
HISTORY = 4_000_000  # rows; ``python -m benchmarks.fanout`` has a month of five times as many
LARGEST = Size(50_000, seconds=SECONDS)
FULL = Size(10_000, seconds=SECONDS)
ALONE = {"seconds": SECONDS, "bare": False}
SERIES = [
    LARGEST,
    FULL,
    Size(1_000, **ALONE),
    Size(10_000, consoles=50, **ALONE),
    *(Size(10_000, organisations=number, own=True, **ALONE) for number in (1, 20, 100)),
]
LIMITS_MS = {LARGEST: 1_200, FULL: 800}
PARTS = ("door", "writer", "broadcaster", "redis", "database")


def growth() -> tuple[list[Row], str]:
    """Rows beside the bare socket server, and the whole series as a Markdown table."""
    found: list[tuple[Size, dict]] = []
    with scratch_database() as environment:
        for size in SERIES:
            found.append((size, measure(size, environment, 0 if found else HISTORY)))
            print(table(found[-1:]).splitlines()[-1], flush=True)
    return [_row(size, one) for size, one in found if size.bare], table(found)


def _row(size: Size, one: dict) -> Row:
    note = (
        f"limit p95 {LIMITS_MS[size]} ms; {one['per_second']:.0f} fixes/s, lost {one['lost']}; "
        f"{one['cpu_s']:.2f} CPU-s for 1,000 fixes (limit 0.3); "
        f"broadcaster {one['broadcaster_to_bare']:.1f} × bare (limit 3)"
    )
    ours, bare = (one["p50"] * 1000, one["p95"] * 1000), (one["bare_p50"] * 1000, one["bare_p95"] * 1000)
    return Row(f"fix → frame, {size.units:,} units, {size.consoles} consoles", *ours, "bare socket", *bare, note)


def table(found: list[tuple[Size, dict]]) -> str:
    """CPU in milliseconds for each 1,000 fixes, memory of the broadcaster at the end in MB."""
    lines = [
        "| units | fixes/s | consoles | organisations | each sees | p50 ms | p95 ms | lost | MB/s "
        f"| {' | '.join(PARTS)} | all CPU-ms for 1,000 fixes | MB |",
        "|" + " --: |" * (11 + len(PARTS)),
    ]
    for size, one in sorted(found, key=lambda pair: (pair[0].own, pair[0].consoles, pair[0].units)):
        sees = "its own" if size.own else "all"
        parts = " | ".join(f"{one['cpu'][part] * 1000:.0f}" for part in PARTS)
        lines.append(
            f"| {size.units:,} | {one['per_second']:,.0f} | {size.consoles} | {size.organisations} | {sees} "
            f"| {one['p50'] * 1000:.0f} | {one['p95'] * 1000:.0f} | {one['lost']} | {one['mb_per_second']:.0f} "
            f"| {parts} | {one['cpu_s'] * 1000:.0f} | {one['memory']['broadcaster'][-1]:.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(growth()[1])
