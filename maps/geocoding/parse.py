"""What typed words may mean: a house number and a street, a crossing, coordinates, or simply a name. Pure.

Nothing is decided here: each reading is a hypothesis, the gazetteer decides which of them exists.
"""

import re
from typing import NamedTuple

from maps.geocoding.coordinates import Coordinates, read_coordinates
from maps.geocoding.fold import fold, fold_words, is_chinese, plain, words
from maps.geocoding.numbers import SUFFIXES, Number

LONGEST = 200
MOST_NUMBERS = 3
MOST_SPLITS = 4
WIDEST_RANGE = 40

_CHINESE_NUMBER = re.compile(r"(\d{1,5})\s*([a-k])?\s*[号號](?:院|楼|樓|门|門|附\d+)?")
_NUMBER_SIGN = re.compile(r"\b(?:no|nr|num|numero|nummer|hausnummer)\.?\s*(?=\d)|[#№]\s*(?=\d)|n[°º]\s*(?=\d)")
_GLUED = re.compile(r"(?<![\w])(\d{1,5})(?=(?!i?eme|bis|ter\b|quater)[a-z]{3,})")
_GLUED_END = re.compile(r"(?<=[a-z]{4})(\d{1,5})(?![\w])")
_RANGE = re.compile(r"(?<!\w)(\d{1,5})\s?[-–]\s?(\d{1,5})(?![\w°])")
_LEADING = re.compile(r"^\W*(\d+(?: \d+(?=[a-z]))?)(?!\d|i?eme\b|er\b|st\b|nd\b|rd\b|th\b)")
_TRAILING = re.compile(r"(?<=[a-z\s])((?:(?<=[a-z])\d+ )?\d+)\W*$")
_JOINT_CHINESE = re.compile(r"[和与跟及同、交]")
_JOINT = re.compile(r"\s*[&+×/|@]\s*|\s+(?:x|and|et|und|at|e|y|ecke|angle|coin)\s+|\s+[-–]\s+|\s*、\s*")
_CROSSING_WORDS = re.compile(
    r"\b(?:corner of|corner|intersection of|intersection|crossing of|crossing|junction of|a l'?\s?angle de|angle de|"
    r"angle|croisement|carrefour de|kreuzung|ecke|between|entre)\b"
)
_CROSSING_END = re.compile(
    r"(?:的)?(?:路口|交叉口|交叉路口|十字路口|丁字路口|交汇处|交界处|交口|交界|交叉|相交处|相交|转角|拐角|口)$"
)


class Address(NamedTuple):
    """One reading: this house number (or none) in these folded words."""

    number: Number | None
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words with one space between."""
        return " ".join(self.words)


class ParsedQuery(NamedTuple):
    """All readings of one text; ``crossings`` are pairs of folded street names."""

    typed: str
    addresses: list[Address]
    crossings: list[tuple[str, str]]
    coordinates: list[Coordinates]


def parse(text: str, bounds: tuple[float, float, float, float] | None = None) -> ParsedQuery:
    """Read ``text``; ``bounds`` (west, south, east, north) settle the order of bare coordinates."""
    typed = " ".join(text.replace("\x00", "").split())[:LONGEST]
    coordinates = read_coordinates(typed, bounds)
    if coordinates:
        return ParsedQuery(typed, [], [], coordinates)
    return ParsedQuery(typed, _addresses(typed), _crossings(typed), [])


def _addresses(typed: str) -> list[Address]:
    low = _NUMBER_SIGN.sub(" ", plain(typed))
    low = _CHINESE_NUMBER.sub(r" \1\2 ", low)
    low = _RANGE.sub(_one_of_range, low)
    raw = words(_GLUED_END.sub(r" \1", _GLUED.sub(r"\1 ", low)))
    readings: list[Address] = []
    for at in range(len(raw)):
        found = _number_at(raw, at)
        if found:
            number, until = found
            rest = [*raw[:at], *raw[until:]]
            if rest and len(readings) < MOST_NUMBERS:
                readings.append(Address(number, tuple(fold_words(rest))))
    readings += _numbers_at_the_edges(low)
    readings.append(Address(None, tuple(fold_words(words(typed)))))
    return list(dict.fromkeys(readings))


def _one_of_range(found: re.Match[str]) -> str:
    """12-16 is asked for by its first number, 9-1551 (a flat) by its second."""
    first, second = int(found[1]), int(found[2])
    return found[1] if first < second <= first + WIDEST_RANGE else found[2]


def _numbers_at_the_edges(low: str) -> list[Address]:
    """A slipped space: "2444m ain street", "10 6bergstrasse", "lowa l23"."""
    readings = []
    for pattern in (_LEADING, _TRAILING):
        found = pattern.search(low)
        rest = words(low[: found.start()] + " " + low[found.end() :]) if found else []
        digits = re.sub(r"\s", "", found[1]) if found else ""
        if found and rest and len(digits) <= 5:
            readings.append(Address(Number(int(digits)), tuple(fold_words(rest))))
    return readings


def _number_at(raw: list[str], at: int) -> tuple[Number, int] | None:
    """The number that begins at this word, and the place of the next word."""
    found = re.fullmatch(r"(\d{1,5})([a-k]|bis|ter|quater)?", raw[at])
    if not found:
        return None
    value, suffix, until = int(found[1]), found[2] or "", at + 1
    following = raw[until] if until < len(raw) else ""
    # "14 bis", "14 b": a suffix; but "14 a" may begin a street's name, which the reading without it covers.
    if not suffix and following in SUFFIXES and len(raw) > until + (1 if at == 0 else 0):
        suffix, until = following, until + 1
    return Number(value, suffix), until


def _crossings(typed: str) -> list[tuple[str, str]]:
    low = plain(typed)
    if is_chinese(low):
        pairs = _chinese_pairs(low)
        if pairs:
            return pairs
    low = " ".join(_CROSSING_WORDS.sub(" & ", low).strip(" &,").split())
    pairs = []
    for joint in _JOINT.finditer(low):
        left, right = low[: joint.start()], low[joint.end() :]
        pairs += _pair(left, right)
    return _few(pairs)


def _chinese_pairs(low: str) -> list[tuple[str, str]]:
    bare = _CROSSING_END.sub("", re.sub(r"\s+", " ", low).strip())
    pairs = []
    for joint in re.finditer(rf"\s*(?:{_JOINT_CHINESE.pattern}|[&+×x/|-])\s*|\s+", bare):
        left, right = bare[: joint.start()], _CROSSING_END.sub("", bare[joint.end() :])
        said = is_chinese(joint[0]) or (is_chinese(left) and is_chinese(right))
        if said and not right.startswith("号"):
            pairs += _pair(left, right)
    return _few(pairs)


def _pair(left: str, right: str) -> list[tuple[str, str]]:
    a, b = fold(left), fold(right)
    long_enough = all(len(side) >= 2 and re.search(r"[^\W\d]", side) for side in (a, b))
    return [(a, b)] if long_enough and a != b else []


def _few(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # Even halves first: a joint in the middle is likelier than one inside a name.
    return sorted(dict.fromkeys(pairs), key=lambda pair: abs(len(pair[0]) - len(pair[1])))[:MOST_SPLITS]
