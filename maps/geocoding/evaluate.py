"""How often the right answer comes first: addresses drawn from the base map itself, as written or with a typing error.

Used by the tests and by ``make bench``. Reads the base map in use.
"""

import random
import string
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.gis.geos import Point
from django.db import connection

from maps.geocoding.candidates import candidates
from maps.geocoding.parse import parse
from maps.geocoding.search import looked_for, search
from maps.routing.straight import distance_m

RIGHT_WITHIN_M = 60.0
EDITS = ("replace", "leave out", "double", "swap")


@dataclass
class HitRate:
    """``first`` and ``listed`` of ``asked`` queries; ``seconds`` of each; ``missed``: (typed, meant, answered)."""

    asked: int = 0
    first: int = 0
    listed: int = 0
    seconds: list[float] = field(default_factory=list)
    missed: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Right answer first, 0..1."""
        return self.first / self.asked if self.asked else 0.0

    def quantile(self, share: float) -> float:
        """Seconds within which that share of the queries was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


@dataclass(frozen=True)
class Sample:
    """One address of the extract: what is typed for it, and where it may be found."""

    text: str
    street: str
    number: str
    points: tuple[tuple[float, float], ...]


def geocoding_hit_rate(n: int, seed: int, typo: bool = False) -> HitRate:
    """Ask for ``n`` addresses drawn with ``seed``; ``typo`` puts one edit anywhere into the typed text.

    The number stands before or behind the street, by turns of the dice. The town is typed only where the extract has
    the same street and number elsewhere too, as a caller would be asked for it.
    """
    dice = random.Random(seed)
    rate, every = HitRate(), list(samples(dice))
    for sample in dice.sample(every, min(n, len(every))):
        typed = misspelled(sample.text, dice) if typo else sample.text
        began = time.perf_counter()
        matches = search(typed, limit=8)
        rate.seconds.append(time.perf_counter() - began)
        rate.asked += 1
        right = [_is_right(match.point, match.number, sample) for match in matches]
        rate.listed += any(right)
        if right and right[0]:
            rate.first += 1
        else:
            rate.missed.append((typed, sample.text, matches[0].label if matches else ""))
    return rate


def samples(dice: random.Random) -> Iterator[Sample]:
    """Every address with a street and a number, in a fixed order; doors of one address are one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT street, housenumber, city, array_agg(DISTINCT ARRAY[ST_X(point), ST_Y(point)])"
            " FROM basemap.addresses WHERE street <> '' AND housenumber ~ '^[0-9]' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        rows = cursor.fetchall()
    towns: dict[tuple[str, str], int] = {}
    for street, number, _city, _points in rows:
        towns[street, number] = towns.get((street, number), 0) + 1
    for street, number, city, points in rows:
        text = f"{number} {street}" if dice.random() < 0.5 else f"{street} {number}"
        if towns[street, number] > 1 and city:
            text += f", {city}"
        yield Sample(text, street, number, tuple((lon, lat) for lon, lat in points))


def misspelled(text: str, dice: random.Random) -> str:
    """The text with one character replaced, left out, doubled by another, or swapped with its neighbour."""
    at, edit = dice.randrange(len(text)), dice.choice(EDITS)
    other = dice.choice(string.digits if text[at].isdigit() else string.ascii_lowercase)
    if edit == "replace":
        return text[:at] + other + text[at + 1 :]
    if edit == "leave out":
        return text[:at] + text[at + 1 :]
    if edit == "double":
        return text[:at] + other + text[at:]
    at = min(at, len(text) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _is_right(point: Point, number: str, sample: Sample) -> bool:
    same = "".join(number.split()).lower() == "".join(sample.number.split()).lower()
    return same and any(distance_m(point, other) <= RIGHT_WITHIN_M for other in sample.points)


def bare_sql_seconds(n: int, seed: int) -> list[float]:
    """What the database alone takes for the same kind of question: the look-up of names, without ranking or doors."""
    dice = random.Random(seed)
    every = list(samples(dice))
    seconds = []
    for sample in dice.sample(every, min(n, len(every))):
        wanted = looked_for(parse(sample.text))
        began = time.perf_counter()
        candidates(wanted)
        seconds.append(time.perf_counter() - began)
    return seconds
