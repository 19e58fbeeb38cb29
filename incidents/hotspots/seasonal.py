"""What to expect of a daily count, from its own past: level, season, weekday, holidays, and how much days differ. Pure.

A negative-binomial regression in which a day counts half as much as one `HALF_LIFE` days younger. So the level follows
slow change (a trend, a lockdown) without a straight line being drawn into the future, and the season has a year or two.
"""

import warnings
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HALF_LIFE = 120.0
LONGEST = 4 * 365  # older days weigh nothing
YEAR = 365.25
CASES_FOR_WEEKDAYS = 70.0  # about ten a coefficient, counted with their weights
CASES_A_SEASON = 60.0
CASES_FOR_REGRESSION = 20.0
HOLIDAYS_NEEDED = 5
ROUNDS = 3


@dataclass(frozen=True)
class Forecast:
    """``mean`` of the next day's count; its variance is mean + ``spread`` · mean²."""

    mean: float
    spread: float


@dataclass(frozen=True)
class _Design:
    seasons: int
    weekdays: bool
    holidays: frozenset[date]

    def rows(self, first: date, days: int) -> Floats:
        """(days, coefficients)"""
        index = np.arange(days)
        columns = [np.ones(days)]
        for number in range(1, self.seasons + 1):
            turn = 2 * np.pi * number * (first.toordinal() + index) / YEAR
            columns += [np.sin(turn), np.cos(turn)]
        if self.weekdays:
            weekday = (first.weekday() + index) % 7
            columns += [(weekday == one).astype(float) - (weekday == 6) for one in range(6)]
        if self.holidays:
            columns.append(np.array([first + timedelta(days=int(one)) in self.holidays for one in index], float))
        return np.stack(columns, axis=1)


def forecast(counts: NDArray[np.int64], first: date, *, holidays: Collection[date] = ()) -> Forecast:
    """Of the day after ``counts``: whole numbers, one a day, oldest first, from the date ``first`` on."""
    skipped = max(len(counts) - LONGEST, 0)
    counts, first = counts[skipped:], first + timedelta(days=skipped)
    weight = 0.5 ** (np.arange(len(counts))[::-1] / HALF_LIFE)
    cases = float((weight * counts).sum())
    if cases < CASES_FOR_REGRESSION:
        return _of_few(cases, float(weight.sum()))
    design = _design(len(counts), cases, first, frozenset(holidays))
    fitted = _fitted(design, counts, first, weight)
    if fitted is None and design != (plain := _Design(0, False, frozenset())):
        fitted = _fitted(plain, counts, first, weight)
    return fitted or _of_few(cases, float(weight.sum()))


def _design(days: int, cases: float, first: date, holidays: frozenset[date]) -> _Design:
    inside = sum(1 for one in holidays if first <= one < first + timedelta(days=days))
    return _Design(
        seasons=min(2, int(cases // CASES_A_SEASON)) if days >= 365 else 0,
        weekdays=cases >= CASES_FOR_WEEKDAYS,
        holidays=holidays if inside >= HOLIDAYS_NEEDED and cases >= CASES_FOR_WEEKDAYS else frozenset(),
    )


def _of_few(cases: float, days: float) -> Forecast:
    """Too few cases for a regression: a gamma posterior of their rate, whose forecast is negative binomial as well."""
    return Forecast(mean=(cases + 0.5) / days, spread=1 / (cases + 0.5))


def _fitted(design: _Design, counts: NDArray[np.int64], first: date, weight: Floats) -> Forecast | None:
    # Here, because statsmodels takes a second and 100 MB that no web process should pay.
    from statsmodels.genmod.families import NegativeBinomial, Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    rows = design.rows(first, len(counts) + 1)
    past, day = rows[:-1], rows[-1]
    spread = 0.0
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):  # judged by the result, below
            model = GLM(counts, past, family=Poisson(), var_weights=weight).fit()
            for _ in range(ROUNDS):  # the spread from the residuals, then the coefficients with that spread
                mean = np.asarray(model.mu)
                beyond_poisson = float((weight * ((counts - mean) ** 2 - mean)).sum())
                spread = max(beyond_poisson / float((weight * mean**2).sum()), 1e-4)
                family = NegativeBinomial(alpha=spread)
                model = GLM(counts, past, family=family, var_weights=weight).fit()
            mean_there = float(np.exp(day @ model.params))
            uncertainty = float(day @ model.cov_params() @ day)
    except (np.linalg.LinAlgError, ValueError):
        return None
    if not model.converged or not np.isfinite([mean_there, uncertainty]).all() or uncertainty > 1:
        return None
    return Forecast(mean=mean_there, spread=spread + uncertainty)  # not knowing the mean well widens the forecast, too
