"""Is the number of a day abnormal for this area and kind? Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from incidents.hotspots import ears, seasonal
from incidents.hotspots.seasonal import Forecast

Method = Literal["negative-binomial", "ears", "too-short"]

VERSION = "counts 1"
DAYS_FOR_SEASON = 180
DAYS_FOR_EARS = 28


@dataclass(frozen=True)
class Judged:
    """A day's ``count`` beside what its past made us expect.

    ``lower`` … ``upper``: by chance alone a count is above, or below, on at most the share ``level`` of days each;
    ``p``: probability of this count or more; all ``None`` when the history is too short to say anything.
    """

    day: date
    count: int
    expected: float | None
    lower: int | None
    upper: int | None
    p: float | None
    method: Method
    level: float
    history_days: int
    version: str = VERSION

    @property
    def exceeded(self) -> bool:
        return self.upper is not None and self.count > self.upper


def judge(
    counts: ArrayLike, first: date, *, days: int = 1, level: float = 0.01, holidays: Collection[date] = ()
) -> list[Judged]:
    """The last ``days`` of ``counts``, each against the days before it only.

    ``counts``: whole numbers, one a day without gaps, oldest first; ``first``: date of the first. Raises ValueError
    that names the argument and the remedy.
    """
    given = _checked(counts, days, level)
    return [_judged(given[: index + 1], first, level, holidays) for index in range(len(given) - days, len(given))]


def discoveries(judged: Sequence[Judged], *, q: float = 0.1) -> list[bool]:
    """Which of many judged on one day stand out when at most the share ``q`` of those named may be chance (Benjamini
    and Hochberg 1995). 240 areas and kinds at a level of 1 % would otherwise raise two alarms on an ordinary day."""
    known = [index for index, one in enumerate(judged) if one.p is not None]
    named = [False] * len(judged)
    if known:
        adjusted = stats.false_discovery_control([judged[index].p or 0.0 for index in known])
        for index, value in zip(known, adjusted, strict=True):
            named[index] = bool(value <= q)
    return named


def _judged(counts: NDArray[np.int64], first: date, level: float, holidays: Collection[date]) -> Judged:
    past, count = counts[:-1], int(counts[-1])
    day = first + timedelta(days=len(past))
    method, found = _forecast(past, first, holidays)
    if found is None:
        return Judged(day, count, None, None, None, None, method, level, len(past))
    size = 1 / found.spread
    chance = stats.nbinom(size, size / (size + found.mean))
    lower, upper = (int(chance.ppf(share)) for share in (level, 1 - level))
    return Judged(day, count, found.mean, lower, upper, float(chance.sf(count - 1)), method, level, len(past))


def _forecast(past: NDArray[np.int64], first: date, holidays: Collection[date]) -> tuple[Method, Forecast | None]:
    if len(past) >= DAYS_FOR_SEASON:
        return "negative-binomial", seasonal.forecast(past, first, holidays=holidays)
    if len(past) >= DAYS_FOR_EARS:
        return "ears", ears.forecast(past)
    return "too-short", None


def _checked(counts: ArrayLike, days: int, level: float) -> NDArray[np.int64]:
    given = np.asarray(counts)
    if given.ndim != 1 or not given.size or not np.issubdtype(given.dtype, np.integer) or (given < 0).any():
        raise ValueError("counts: give whole numbers from 0 on, one a day, at least one")
    if not 1 <= days <= len(given):
        raise ValueError(f"days: give 1 … {len(given)}, as many as there are counts, not {days}")
    if not 0 < level < 0.5:
        raise ValueError(f"level: give a share between 0 and 0.5, not {level}")
    return given.astype(np.int64)
