"""Windows of days: the heights of a scan's cylinders. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Windows:
    """``start`` inclusive, ``end`` exclusive, one entry a window, short ones first; ``days`` of the whole period."""

    start: NDArray[np.intp]
    end: NDArray[np.intp]
    days: int

    def __len__(self) -> int:
        return len(self.start)

    def sums(self, daily: NDArray[np.integer] | NDArray[np.floating]) -> NDArray:  # type: ignore[type-arg]
        """``daily`` (places, days, …) added up over each window: (places, windows, …), same type."""
        running = np.zeros((daily.shape[0], daily.shape[1] + 1, *daily.shape[2:]), daily.dtype)
        np.cumsum(daily, axis=1, out=running[:, 1:])
        return running[:, self.end] - running[:, self.start]

    def part(self, first: int, last: int) -> "Windows":
        return Windows(self.start[first:last], self.end[first:last], self.days)


def windows(days: int, *, min_days: int, max_days: int, prospective: bool) -> Windows:
    """All windows of ``min_days`` … ``max_days``; prospective: only those that end with the last day."""
    lengths = range(min_days, min(max_days, days) + 1)
    if prospective:
        pairs = [(days - length, days) for length in lengths]
    else:
        pairs = [(start, start + length) for length in lengths for start in range(days - length + 1)]
    start, end = np.array(pairs, np.intp).reshape(-1, 2).T
    return Windows(np.ascontiguousarray(start), np.ascontiguousarray(end), days)


def whole(days: int) -> Windows:
    """The one window of a purely spatial scan."""
    return Windows(np.zeros(1, np.intp), np.full(1, days, np.intp), days)
