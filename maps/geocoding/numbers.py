"""House numbers as written on doors and as typed. Pure."""

import re
from typing import NamedTuple

_NUMBER = re.compile(r"^\s*(\d{1,5})\s*(.*?)\s*$")
_RANGE = re.compile(r"^[-–/]\s*(\d{1,5})$")
_FLAT = re.compile(r"^(\d{3,5})$")
SUFFIXES = frozenset(("bis", "ter", "quater", "quinquies")) | frozenset("abcdefghijk")


class Number(NamedTuple):
    """``value`` 14, ``suffix`` "bis" or "a" or "/1", or ''."""

    value: int
    suffix: str = ""

    def __str__(self) -> str:
        return f"{self.value}{self.suffix}"


def read_number(text: str) -> Number | None:
    """A house number as OSM writes it: 14, 14bis, 14 bis, 3/1, 12-16; None when it does not begin with digits."""
    found = _NUMBER.match(text)
    if not found:
        return None
    suffix = re.sub(r"[\s.]+", "", found[2]).lower().replace("–", "-")
    return Number(int(found[1]), suffix)


def covered(text: str) -> list[Number]:
    """All numbers a door answers to: 12-16 to itself and to 16; 9-1551 (flat 9 at 1551) to itself and to 1551."""
    number = read_number(text)
    if number is None:
        return []
    other = _RANGE.match(number.suffix) or _FLAT.match(number.suffix)
    if other and int(other[1]) > number.value and not number.suffix.startswith("/"):
        return [number, Number(int(other[1]), f"{number.value}-")]
    return [number]
