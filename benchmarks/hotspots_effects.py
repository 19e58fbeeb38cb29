"""Measures that never were: does the effect say that nothing happened? And is it seen when half of the cases go?

Each week the circle that stands out most is picked, as a warning would, and measures are pretended three days later.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.hotspots_data import City
from incidents.hotspots.effect import Effect, effect, together
from incidents.hotspots.matching import FEWEST, Before, choose, inside_circles

RADIUS = 250.0
BUFFER = 300.0
CLUSTER, WAIT, AFTER, BEFORE, LATE = 14, 3, 28, 182, 28
LEAST = 4
KEPT = 0.5
HEAD = "\n".join(
    [
        "| city, kind | years | warnings | beside the rest: came ÷ expected | clear | with controls "
        "| beside them: came ÷ expected | all together, 95 % | clear | half taken away: all together, 95 % | clear |",
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
)


@dataclass(frozen=True)
class Came:
    """Cases after, and what is said of them; ``None``: too few to say anything."""

    after: int
    effect: Effect | None


@dataclass(frozen=True)
class Told:
    """Of one warning: nothing done, beside the rest and beside controls; and half of it taken away, beside controls."""

    rest: Came
    matched: Came
    halved: Came


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
        left = int(some.binomial(after, KEPT))
        found.append(
            Told(
                Came(after, effect(before.whole, after, [(beyond[0], beyond[1])], weeks=weeks)),
                Came(after, effect(before.whole, after, pairs) if enough else None),
                Came(left, effect(before.whole, left, pairs) if enough else None),
            )
        )
    return found


def rows(city: City, kind: str, first: date, last: date) -> str:
    told = pretended(city, kind, first, last)
    rest, matched, halved = ([getattr(one, name) for one in told] for name in ("rest", "matched", "halved"))
    count = sum(one.effect is not None for one in matched)
    return (
        f"| {city.name}, {kind} | {first.year}–{last.year} | {len(told)} | {_sums(rest)} | {_clear(rest)} | {count} "
        f"| {_sums(matched)} | {_interval(matched)} | {_clear(matched)} | {_interval(halved)} | {_clear(halved)} |"
    )


def _all(some: list[Came]):
    return together([(one.after, one.effect.expected, one.effect.variance) for one in some if one.effect])


def _sums(some: list[Came]) -> str:
    found = _all(some)
    return f"{found.after} ÷ {found.expected:.0f} = {found.ratio:.2f}" if found else "—"


def _interval(some: list[Came]) -> str:
    found = _all(some)
    return f"{found.ratio:.2f} ({found.low:.2f}–{found.high:.2f})" if found else "—"


def _clear(some: list[Came]) -> str:
    known = [one.effect.clear for one in some if one.effect]
    return f"{np.mean(known):.0%}" if known else "—"
