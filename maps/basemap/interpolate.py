"""House numbers between two known ones (OSM's ``addr:interpolation`` ways). Pure."""

import re
from itertools import pairwise
from math import dist

Spot = tuple[float, float]
STEPS = {"even": 2, "odd": 2, "all": 1}
LONGEST = 200  # more numbers than this between two corners is a typing error in the map


def between(corners: list[tuple[str, Spot]], line: list[Spot], kind: str) -> list[tuple[str, Spot]]:
    """Numbers strictly between each pair of ``corners`` (number, lon/lat on ``line``), spread evenly along the line.

    ``kind`` is even, odd or all; other kinds (alphabetic) give nothing.
    """
    step = STEPS.get(kind)
    if step is None:
        return []
    found: list[tuple[str, Spot]] = []
    for (first, start), (last, end) in pairwise(corners):
        low, high = _number(first), _number(last)
        if low is None or high is None or start not in line or end not in line:
            continue
        i, j = line.index(start), line.index(end)
        path = line[i : j + 1] if i <= j else line[j : i + 1][::-1]
        sign = step if high > low else -step
        numbers = list(range(low + sign, high, sign))[:LONGEST]
        found += [(str(n), along(path, (n - low) / (high - low))) for n in numbers]
    return found


def along(path: list[Spot], part: float) -> Spot:
    """The spot at ``part`` (0 … 1) of a path's length, in plain degrees: good enough along one street."""
    lengths = [dist(a, b) for a, b in pairwise(path)]
    left = part * sum(lengths)
    for (a, b), length in zip(pairwise(path), lengths, strict=True):
        if left <= length and length > 0:
            share = left / length
            return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
        left -= length
    return path[-1]


def _number(text: str) -> int | None:
    match = re.match(r"\d{1,6}", text)
    return int(match[0]) if match else None
