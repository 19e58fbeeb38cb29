"""House numbers of a street: the very one, or where it must be between its neighbours."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from rapidfuzz.distance import OSA

from maps.geocoding.numbers import Number

METRES_PER_DEGREE = 111_320
MOST = 200
FEW = 4


class Door(NamedTuple):
    """One known house number."""

    street: int
    number: str
    value: int
    suffix: str
    city: str
    postcode: str
    interpolated: bool
    lon: float
    lat: float
    id: int


class Guess(NamedTuple):
    """Where a missing number should be; ``near`` are the known numbers it was computed from."""

    lon: float
    lat: float
    uncertainty_m: float
    near: tuple[str, ...]
    city: str


_DOOR = "street, number, value, suffix, city, postcode, interpolated, ST_X(point), ST_Y(point), id"


def doors(streets: Sequence[int], values: Sequence[int]) -> list[Door]:
    """All doors with one of these numbers in these streets, with whatever suffix."""
    if not streets or not values:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_DOOR} FROM basemap.gazetteer_numbers WHERE street = ANY(%s) AND value = ANY(%s)"
            f" ORDER BY street, main DESC, id LIMIT {MOST}",
            [list(streets), list(values)],
        )
        return [Door(*row) for row in cursor.fetchall()]


def all_doors(streets: Sequence[int]) -> dict[int, list[Door]]:
    """Every known door of each street."""
    if not streets:
        return {}
    found: dict[int, list[Door]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_DOOR} FROM basemap.gazetteer_numbers WHERE street = ANY(%s) ORDER BY street, value, id",
            [list(streets)],
        )
        for row in cursor.fetchall():
            found.setdefault(row[0], []).append(Door(*row))
    return found


def similar(wanted: Number, known: Sequence[Door]) -> list[Door]:
    """Known doors whose number is one typing error away, each number once."""
    typed = str(wanted.value)
    near = [door for door in known if OSA.distance(str(door.value), typed, score_cutoff=1) == 1]
    # Swapped digits first, then those that begin alike: people err at the end of a number.
    near.sort(key=lambda door: (sorted(str(door.value)) != sorted(typed), str(door.value)[0] != typed[0]))
    return list({door.number: door for door in near}.values())


def beyond_all(wanted: Number, known: Sequence[Door]) -> bool:
    """Whether the number lies outside of all known ones by more than a few houses."""
    values = [door.value for door in known]
    return not values or not min(values) - FEW <= wanted.value <= max(values) + FEW


def guess(wanted: Number, known: Sequence[Door]) -> Guess | None:
    """Between the two neighbours by their numbers; beyond the last one, at it with growing uncertainty."""
    same_side = [door for door in known if (door.value - wanted.value) % 2 == 0] or list(known)
    lower = max((door for door in same_side if door.value < wanted.value), key=lambda door: door.value, default=None)
    higher = min((door for door in same_side if door.value > wanted.value), key=lambda door: door.value, default=None)
    if lower and higher:
        share = (wanted.value - lower.value) / (higher.value - lower.value)
        gap = ((higher.lon - lower.lon) ** 2 + (higher.lat - lower.lat) ** 2) ** 0.5 * METRES_PER_DEGREE
        lon = lower.lon + share * (higher.lon - lower.lon)
        lat = lower.lat + share * (higher.lat - lower.lat)
        return Guess(lon, lat, max(40.0, gap / 2), (lower.number, higher.number), lower.city or higher.city)
    only = lower or higher
    if only is None:
        return None
    beyond = abs(only.value - wanted.value)
    return Guess(only.lon, only.lat, min(2000.0, 60.0 + 8.0 * beyond), (only.number,), only.city)
