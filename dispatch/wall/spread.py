"""Honest figures of a few or many times. Pure: seconds in, values out.

A percentile is told only where enough cases stand behind it: a "p90 of three" is just the slowest one in disguise.
"""

from collections.abc import Iterable
from math import ceil

ENOUGH_FOR_P50 = 5
ENOUGH_FOR_P90 = 10


def spread(seconds: Iterable[float]) -> dict[str, float | int | None]:
    """``{"n", "p50_s", "p90_s", "longest_s"}``; a percentile is ``None`` while there are too few cases.

    Nearest rank: a value that was really measured, which half (nine tenths) of the cases did not exceed. What a clock
    told wrongly (negative) is left out.
    """
    values = sorted(value for value in seconds if value is not None and value >= 0)
    n = len(values)
    return {
        "n": n,
        "p50_s": _rank(values, 0.5) if n >= ENOUGH_FOR_P50 else None,
        "p90_s": _rank(values, 0.9) if n >= ENOUGH_FOR_P90 else None,
        "longest_s": values[-1] if values else None,
    }


def _rank(values: list[float], share: float) -> float:
    return values[ceil(share * len(values)) - 1]
