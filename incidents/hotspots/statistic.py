"""Log likelihood ratios of a cylinder, and the least count that reaches one. Pure.

Sources: Kulldorff 1997 (Poisson, Bernoulli), Kulldorff et al. 2005 (space-time permutation).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDING = 1e-9  # two statistics nearer than this are equal
STEPS = 1 << 16  # entries of the look-up table
NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Statistic:
    """``ratio(cases, base)``: ln likelihood ratio of cylinders with these cases, 0 when they hold no excess.

    ``base`` is what the model compares with, summed over the cylinder: expected cases, people, or a product of
    margins. For given cases the ratio falls as the base grows from ``least_base(cases)`` on.
    """

    ratio: Callable[[Floats, Floats], Floats]
    least_base: Callable[[Floats], Floats]


def _times_log(count: Floats, ratio: Floats) -> Floats:
    """count · ln(ratio), and 0 where the count is 0."""
    some = count > 0
    return np.where(some, count * np.log(np.where(some, ratio, 1.0)), 0.0)


def poisson(total: int, *, scale: float = 1.0) -> Statistic:
    """``base · scale`` cases are expected, ``total`` in the whole period and area."""

    def ratio(cases: Floats, base: Floats) -> Floats:
        expected = base * scale
        rest = total - cases
        value = _times_log(cases, cases / expected) + _times_log(rest, rest / (total - expected))
        return np.where(cases > expected, value, 0.0)

    return Statistic(ratio, np.zeros_like)


def bernoulli(total: int, population: int) -> Statistic:
    """``base``: cases and controls inside; ``population``: both, everywhere."""
    controls = population - total
    null = total * np.log(total / population) + (controls * np.log(controls / population) if controls else 0.0)

    def ratio(cases: Floats, base: Floats) -> Floats:
        outside, rest = population - base, total - cases
        value = _times_log(cases, cases / base) + _times_log(base - cases, (base - cases) / base)
        value += _times_log(rest, rest / outside) + _times_log(outside - rest, (outside - rest) / outside) - null
        return np.where((cases * population > base * total) & (cases <= base) & (rest <= outside), value, 0.0)

    return Statistic(ratio, np.copy)


@dataclass(frozen=True)
class Bar:
    """The least count that reaches a given statistic, looked up by base: a comparison of whole numbers instead of two
    logarithms for each of millions of cylinders. It may be a little low, never too high: what passes is computed."""

    least: NDArray[np.int32]
    per_base: float

    def counts(self, base: Floats) -> NDArray[np.int32]:
        return self.least[(base * self.per_base).astype(np.int32)]


def bar(statistic: Statistic, height: float, *, total: int, top: float, min_cases: int) -> Bar:
    """``height``: the statistic to reach; ``top``: the greatest base that will be looked up."""
    cases = np.arange(min_cases, total + 1, dtype=float)
    low = np.minimum(statistic.least_base(cases), top)
    high = np.full(len(cases), top)
    with np.errstate(divide="ignore", invalid="ignore"):
        possible = statistic.ratio(cases, low) >= height - ROUNDING
        for _ in range(60):  # the ratio falls as the base grows: halve until it is known to the last digit
            middle = (low + high) / 2
            reached = statistic.ratio(cases, middle) >= height - ROUNDING
            low, high = np.where(reached, middle, low), np.where(reached, high, middle)
    suffices_to = np.maximum.accumulate(np.where(possible, high, -1.0))
    per_base = (STEPS - 1) / top
    first = np.searchsorted(suffices_to, np.arange(STEPS) / per_base * (1 - 1e-12))
    least = np.full(STEPS, NEVER, np.int32)
    least[first < len(cases)] = first[first < len(cases)] + min_cases
    return Bar(least, per_base)
