"""Did the map catch more than the naive one? Rolling, out of time, at the same area. Pure.

PAI rises when the area shrinks, so maps are only ever compared on as many cells; and a naive map of a concentrated city
already looks clever, so no figure stands without the baseline beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from incidents.hotspots.grid import Grid
from incidents.hotspots.rankings import Past, Ranking, baseline

Floats = NDArray[np.float64]
Reason = Literal["beats", "does not beat", "too few"]

VERSION = "scoreboard 2"
SHARES = (0.01, 0.02, 0.05)
WINDOW = 26
FEWEST_EVENTS = 50
BY_LUCK = 0.05  # the share of looks at which a method that is worth nothing may pass for one that is


@dataclass(frozen=True)
class Step:
    """One method on one ``day``: it named ``cells`` cells, ``share`` of the area. ``events`` came in the days after,
    ``hits`` of them there, and ``baseline_hits`` in as many cells of the naive map. Where cells tie, they share the
    hits.

    A warning is a step of one event: hit when `outcomes.confirmed`, baseline hit when the same rule confirms as many of
    the naive map's cells.
    """

    method: str
    day: int
    share: float
    cells: int
    events: int
    hits: float
    baseline_hits: float


@dataclass(frozen=True)
class Score:
    """Steps added up. ``pai``: hit rate over share of the area; 1 is what a blind map would have."""

    steps: int
    events: int
    hits: float
    baseline_hits: float
    share: float

    @property
    def hit_rate(self) -> float:
        return self.hits / self.events if self.events else 0.0

    @property
    def baseline_hit_rate(self) -> float:
        return self.baseline_hits / self.events if self.events else 0.0

    @property
    def pai(self) -> float:
        return self.hit_rate / self.share

    @property
    def baseline_pai(self) -> float:
        return self.baseline_hit_rate / self.share


@dataclass(frozen=True)
class Decision:
    """Whether a method is ``on``. ``lead``: its hit rate less the baseline's; ``lead_error``: standard error of that,
    by the differences between the steps; ``needed``: the lead that luck reaches at `BY_LUCK` of the looks."""

    on: bool
    reason: Reason
    steps: int
    events: int
    hit_rate: float
    baseline_hit_rate: float
    lead: float
    lead_error: float
    needed: float
    version: str = VERSION


def roll(
    cell: ArrayLike,
    day: ArrayLike,
    *,
    grid: Grid,
    inside: ArrayLike,
    methods: Mapping[str, Ranking],
    first: int,
    last: int,
    step: int = 7,
    horizon: int = 7,
    shares: Sequence[float] = SHARES,
) -> list[Step]:
    """Every ``step`` days from ``first`` on: rank by the past alone, then count the ``horizon`` days up to ``last``.

    ``cell``, ``day``: of each case, a cell of ``grid`` (−1: outside) and a day number; ``inside``: (cells) of the area.
    """
    at, on = np.asarray(cell, np.intp), np.asarray(day, np.intp)
    area = np.asarray(inside, bool).ravel()
    if len(at) != len(on):
        raise ValueError(f"day: has {len(on)} entries for {len(at)} cases; give one a case")
    if len(area) != grid.rows * grid.columns or not area.any():
        raise ValueError("inside: give one truth value a cell of the grid, at least one of them true")
    known = (at >= 0) & area[at]
    at, on = at[known], on[known]
    steps = []
    for today in range(first, last - horizon + 2, step):
        before, after = on < today, (on >= today) & (on < today + horizon)
        past = Past(grid, area, at[before], on[before], today)
        coming = np.bincount(at[after], minlength=len(area)).astype(float)
        steps += _compared(past, coming, methods, shares)
    return steps


def _compared(past: Past, coming: Floats, methods: Mapping[str, Ranking], shares: Sequence[float]) -> list[Step]:
    area = int(past.inside.sum())
    naive = baseline(past)
    scores = {name: ranking(past) for name, ranking in methods.items()}
    return [
        Step(
            method=name,
            day=past.today,
            share=share,
            cells=(cells := max(1, round(share * area))),
            events=int(coming.sum()),
            hits=caught(score, coming, past.inside, cells),
            baseline_hits=caught(naive, coming, past.inside, cells),
        )
        for name, score in scores.items()
        for share in shares
    ]


def caught(score: Floats, coming: Floats, inside: NDArray[np.bool_], cells: int) -> float:
    """Events in the ``cells`` highest cells; of those that tie for the last places each counts in part."""
    value, events = np.nan_to_num(score[inside], nan=-np.inf), coming[inside]
    last = np.sort(value)[::-1][cells - 1]
    above, tied = value > last, value == last
    return float(events[above].sum() + events[tied].sum() * (cells - above.sum()) / tied.sum())


def summary(steps: Iterable[Step]) -> dict[tuple[str, float], Score]:
    """(method, share) → the steps of both, added up."""
    gathered: dict[tuple[str, float], list[Step]] = {}
    for one in steps:
        gathered.setdefault((one.method, one.share), []).append(one)
    return {
        key: Score(
            steps=len(some),
            events=sum(one.events for one in some),
            hits=sum(one.hits for one in some),
            baseline_hits=sum(one.baseline_hits for one in some),
            share=key[1],
        )
        for key, some in gathered.items()
    }


def decide(steps: Sequence[Step], *, window: int = WINDOW, min_events: int = FEWEST_EVENTS) -> Decision:
    """Whether a method stays on: over its last ``window`` steps it must have caught more than the baseline, by more
    than luck explains (one-sided t of the differences between the steps, level `BY_LUCK`).

    ``steps``: of one method and one share, in any order. With fewer than ``min_events`` events, or fewer steps than the
    window, nothing is shown yet: it stays on, on trial. It is asked anew each week, off goes on again and on off, so
    what is held to `BY_LUCK` is the share of weeks in which a worthless method is on, not the chance that it ever is.
    """
    if len({(one.method, one.share) for one in steps}) > 1:
        raise ValueError("steps: give those of one method and one share")
    latest = sorted(steps, key=lambda one: one.day)[-window:]
    events = sum(one.events for one in latest)
    leads = np.array([one.hits - one.baseline_hits for one in latest])
    of = max(events, 1)
    shown = len(latest) >= window and events >= min_events
    lead = float(leads.sum()) / of
    error = float(leads.std(ddof=1) * np.sqrt(len(leads))) / of if len(leads) > 1 else float("nan")
    needed = float(stats.t.ppf(1 - BY_LUCK, len(leads) - 1)) * error if len(leads) > 1 else float("nan")
    beats = lead > 0 and lead > needed
    return Decision(
        on=beats or not shown,
        reason="too few" if not shown else "beats" if beats else "does not beat",
        steps=len(latest),
        events=events,
        hit_rate=sum(one.hits for one in latest) / of,
        baseline_hit_rate=sum(one.baseline_hits for one in latest) / of,
        lead=lead,
        lead_error=error,
        needed=needed,
    )
