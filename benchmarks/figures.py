"""Taking times, and writing them down the same way everywhere."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table, times in milliseconds. ``note``: what is asked of the ratio or the p95, if anything."""

    name: str
    p50: float
    p95: float
    bare: str
    bare_p50: float
    bare_p95: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.p95 / self.bare_p95 if self.bare_p95 else float("nan")


def percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def side_by_side(ours: Callable[[int], object], bare: Callable[[int], object], rounds: int) -> tuple[list, list]:
    """Milliseconds of both, called in turn with the round's number, so that a slow moment of the machine hits both."""
    for warm in range(2):
        ours(warm), bare(warm)
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for deed, kept in zip((ours, bare), times, strict=True):
            begun = time.perf_counter()
            deed(number)
            kept.append((time.perf_counter() - begun) * 1000)
    return times


def row(name: str, bare_name: str, ours: list[float], bare: list[float], note: str = "") -> Row:
    return Row(
        name,
        percentile(ours, 50),
        percentile(ours, 95),
        bare_name,
        percentile(bare, 50),
        percentile(bare, 95),
        note,
    )


def table(rows: list[Row]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| what | p50 ms | p95 ms | beside | p50 ms | p95 ms | ratio p95 | note |",
        "| --- | --: | --: | --- | --: | --: | --: | --- |",
    ]
    lines += [
        f"| {one.name} | {one.p50:.1f} | {one.p95:.1f} | {one.bare} | {one.bare_p50:.1f} | {one.bare_p95:.1f} "
        f"| {one.ratio:.2f} | {one.note} |"
        for one in rows
    ]
    return "\n".join(lines)
