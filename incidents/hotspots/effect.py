"""Did it fall more than elsewhere after the measures? Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy import stats

VERSION = "effect 2"
TWO_SIDED = 0.975


@dataclass(frozen=True)
class Effect:
    """``ratio``: change at the place over that in the control areas, 0.8 is a fifth less; ``low`` … ``high``: 95 %;
    ``spread``: variance over mean that the interval allows for, 1 where counts differ as chance (Poisson) has it;
    ``expected``: cases that had come after if the place had changed as the controls did; ``variance``: of the cases
    that came less those."""

    ratio: float
    low: float
    high: float
    spread: float
    expected: float
    variance: float
    version: str = VERSION

    @property
    def clear(self) -> bool:
        """Chance alone does not explain it well."""
        return not self.low <= 1 <= self.high


@dataclass(frozen=True)
class Together:
    """Of several warnings: cases that came ``after`` their measures, and those ``expected``; ``ratio`` of the two with
    95 % (``low`` … ``high``)."""

    warnings: int
    after: int
    expected: float
    ratio: float
    low: float
    high: float


def together(several: Sequence[tuple[int, float, float]]) -> Together | None:
    """Effects of several warnings, each ``(after, expected, variance)``, added up: one place in four weeks has too few
    cases to show anything. Sums, not a mean of ratios: those of small counts lean upwards. ``None`` without cases.
    """
    if not several or not (expected := sum(one[1] for one in several)):
        return None
    after = sum(one[0] for one in several)
    error = sqrt(sum(one[2] for one in several)) / expected
    ratio = after / expected
    half = float(stats.norm.ppf(TWO_SIDED)) * error
    return Together(len(several), after, expected, ratio, max(0.0, ratio - half), ratio + half)


def effect(before: int, after: int, controls: Sequence[tuple[int, int]], *, weeks: Sequence[int] = ()) -> Effect | None:
    """Rate ratio of a place against control areas; ``None`` when nothing came before at the place or in the controls,
    or nothing at all after: then there is nothing to compare.

    ``before``, ``after``: cases on the same days at the place and (as pairs) in each control area; the two spans need
    not be as long. How much more areas differ than chance has it is taken from the controls' own changes (Pearson's χ²
    over its degrees of freedom). One control alone says nothing of that: then ``weeks``, equally long counts at the
    place before, say it. A place is chosen because it was high, so it would fall, or stay high, by itself: take
    controls that were as high (`matching`).
    """
    table = np.array(controls, np.int64).reshape(-1, 2)
    if before < 0 or after < 0 or (table < 0).any():
        raise ValueError("before, after: give numbers from 0 on")
    was, came = (int(total) for total in table.sum(axis=0))
    if not before or not was or not after + came:
        return None
    spread, freedom = _spread(table, weeks)
    areas = len(table)
    # Half a case so that a 0 has a logarithm; before the measures as much to one control area as to the place, so that
    # places that were alike stay alike.
    ratio = log((after + 0.5) / (before + 0.5)) - log((came + 0.5) / areas / (was / areas + 0.5))
    parts = [1 / (count + 0.5) for count in (before, after, was, came)]
    error = float(stats.t.ppf(TWO_SIDED, freedom)) * sqrt(spread * sum(parts))
    expected = before * came / was
    # If nothing was changed: as many cases as expected, by chance; and what is not known of the expectation itself.
    variance = spread * (expected + expected**2 * sum(1 / (count + 0.5) for count in (before, was, came)))
    return Effect(exp(ratio), exp(ratio - error), exp(ratio + error), spread, expected, variance)


def _spread(table: np.ndarray, weeks: Sequence[int]) -> tuple[float, float]:
    """Variance over mean, at least 1, and the degrees of freedom it is known with (infinite: not estimated)."""
    told = table[table.sum(axis=1) > 0]
    if len(told) > 1 and told.sum(axis=0).all():
        found = stats.chi2_contingency(told, correction=False)
        return max(1.0, float(found.statistic / found.dof)), found.dof
    if len(weeks) > 1 and any(weeks):
        return max(1.0, float(np.var(weeks, ddof=1) / np.mean(weeks))), len(weeks) - 1
    return 1.0, float("inf")
