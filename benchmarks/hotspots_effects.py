"""Measures that never were: does the effect say that nothing happened? And is it seen when half of the cases go?

Each week the circle that stands out most is picked, as a warning would, and measures are pretended three days later.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.hotspots_data import City
from incidents.hotspots.effect import Effect, effect
from incidents.hotspots.matching import FEWEST, Before, choose, inside_circles

RADIUS = 250.0
BUFFER = 300.0
CLUSTER, WAIT, AFTER, BEFORE, LATE = 14, 3, 28, 182, 28
LEAST = 4
KEPT = 0.5
HEAD = "\n".join(
    [
        "| city, kind | year | warnings | with five controls or more | ratio, matched | rest | “clear”, matched | rest "
        "| half taken away: ratio | found |",
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
)


@dataclass(frozen=True)
class Told:
    """Of one warning: nothing done, beside controls (``None``: too few) and the rest; and half of it taken away."""

    matched: Effect | None
    rest: Effect | None
    halved: Effect | None


def pretended(city: City, kind: str, first: date, last: date) -> list[Told]:
    chosen = (city.kind == kind) & np.isfinite(city.xy[:, 0])
    xy, day = city.xy[chosen], city.day[chosen]
    centres = city.grid.centres()[city.inside.ravel()]
    some = np.random.default_rng(0)
    found = []
    for today in range(city.index(first), city.index(last) - WAIT - AFTER, 7):

        def within(begin: int, end: int):
            return xy[(day >= begin) & (day < end)]

        begins = today + WAIT
        spans = [within(today - BEFORE, today), within(today - LATE, today), within(begins, begins + AFTER)]
        was, late, came = (inside_circles(centres, RADIUS, one) for one in spans)
        lately = inside_circles(centres, RADIUS, within(today - CLUSTER, today))
        usual = (was - lately) * CLUSTER / (BEFORE - CLUSTER)
        stands_out = np.where((lately >= LEAST) & (was > lately), (lately - usual) / np.sqrt(usual + 0.5), -np.inf)
        place = int(np.argmax(stands_out))
        if not np.isfinite(stands_out[place]):
            continue
        far = np.hypot(*(centres - centres[place]).T)
        before = Before(int(was[place]), int(late[place]))
        controls = choose(
            before, was, late, free=far >= 2 * RADIUS + BUFFER, seed=today, centres=centres, apart=2 * RADIUS
        )
        pairs = [(int(was[one]), int(came[one])) for one in controls]
        by_week = [within(today - 7 * number - 7, today - 7 * number) for number in range(BEFORE // 7)]
        weeks = [int((np.hypot(*(one - centres[place]).T) <= RADIUS).sum()) for one in by_week]
        beyond = [int((np.hypot(*(one - centres[place]).T) > RADIUS + BUFFER).sum()) for one in (spans[0], spans[2])]
        enough = len(pairs) >= FEWEST
        after = int(came[place])
        found.append(
            Told(
                effect(before.whole, after, pairs) if enough else None,
                effect(before.whole, after, [(beyond[0], beyond[1])], weeks=weeks),
                effect(before.whole, int(some.binomial(after, KEPT)), pairs) if enough else None,
            )
        )
    return found


def rows(city: City, kind: str, first: date, last: date) -> str:
    told = pretended(city, kind, first, last)
    matched, rest, halved = (
        [one for one in some if one is not None]
        for some in ([one.matched for one in told], [one.rest for one in told], [one.halved for one in told])
    )
    return (
        f"| {city.name}, {kind} | {first.year}–{last.year} | {len(told)} | {len(matched)} | {_mean(matched):.2f} "
        f"| {_mean(rest):.2f} | {_clear(matched):.0%} | {_clear(rest):.0%} | {_mean(halved):.2f} "
        f"| {np.mean([one.high < 1 for one in halved] or [0]):.0%} |"
    )


def _mean(some: list[Effect]) -> float:
    return float(np.exp(np.mean([np.log(one.ratio) for one in some]))) if some else float("nan")


def _clear(some: list[Effect]) -> float:
    return float(np.mean([one.clear for one in some])) if some else 0.0
