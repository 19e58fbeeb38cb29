"""Coordinates as people type them: decimal, or degrees, minutes, seconds; Latin or Chinese letters. Pure."""

import re
import unicodedata
from typing import NamedTuple

_MARKS = {
    "北纬": "N", "南纬": "S", "东经": "E", "西经": "W", "纬度": "lat", "经度": "lon",
    "latitude": "lat", "longitude": "lon", "lng": "lon", "long": "lon",
}  # fmt: skip
_PART = re.compile(
    r"(?P<before>lat|lon|[NSEWO])?\s*[:=]?\s*"
    r"(?P<degrees>[-+]?\d{1,3}(?:\.\d+)?)\s*[°度]?\s*"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*['′’分]\s*)?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:[\"″”秒]|'')\s*)?"
    # A mark in front leaves the one behind to the next number.
    r"(?(before)|(?P<after>[NSEWO](?![a-z]))?)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[\s,;/、]+")
METRES_PER_DEGREE = 111_320


class Coordinates(NamedTuple):
    """WGS-84 degrees; ``precise_m`` is how far apart neighbouring values of that many digits lie."""

    lon: float
    lat: float
    precise_m: float


class _Angle(NamedTuple):
    value: float
    axis: str  # "lat", "lon" or ""
    step: float


def read_coordinates(text: str, bounds: tuple[float, float, float, float] | None = None) -> list[Coordinates]:
    """Every reading of the text as a position, likeliest first; [] when it is none.

    Marks (N, E, lat, 经度 …) decide the order. Without them latitude comes first, unless only the other order is a
    position at all, or only the other order lies within ``bounds`` (west, south, east, north).
    """
    angles = _angles(text)
    if angles is None:
        return []
    first, second = angles
    if first.axis or second.axis:
        if first.axis == second.axis:
            return []
        if first.axis == "lon" or second.axis == "lat":
            first, second = second, first
        return _valid([(second, first)])
    readings = _valid([(second, first), (first, second)])
    if bounds:
        readings.sort(key=lambda one: not _within(one, bounds))
        inside = [one for one in readings if _within(one, bounds)]
        return inside or readings
    return readings


def _angles(text: str) -> tuple[_Angle, _Angle] | None:
    # Full-width forms become narrow; the ordinal sign would become a letter, and here it stands for degrees.
    text = unicodedata.normalize("NFKC", text.strip().replace("º", "°").replace("\u2033", '"'))
    for word, mark in _MARKS.items():
        text = re.sub(word, f" {mark} ", text, flags=re.IGNORECASE)
    if not re.search(r"\d", text):
        return None
    found: list[_Angle] = []
    at = _skip(text, 0)
    while at < len(text):
        part = _PART.match(text, at)
        if not part or len(found) == 2:
            return None
        found.append(_angle(part))
        at = _skip(text, part.end())
    if len(found) != 2:
        return None
    # Two bare whole numbers are a house number and something else, not a place on Earth.
    if all(one.step == 1 and not one.axis for one in found):
        return None
    return found[0], found[1]


def _skip(text: str, at: int) -> int:
    found = _SEPARATOR.match(text, at)
    return found.end() if found else at


def _angle(part: re.Match[str]) -> _Angle:
    degrees = part["degrees"]
    value = abs(float(degrees)) + float(part["minutes"] or 0) / 60 + float(part["seconds"] or 0) / 3600
    mark = (part["before"] or part["after"] or "").upper()
    south_or_west = mark in ("S", "W", "O") or degrees.startswith("-")
    axis = {"N": "lat", "S": "lat", "LAT": "lat", "E": "lon", "W": "lon", "O": "lon", "LON": "lon"}.get(mark, "")
    step = 1.0
    for text, size in ((degrees, 1.0), (part["minutes"], 1 / 60), (part["seconds"], 1 / 3600)):
        if text:
            decimals = len(text.partition(".")[2])
            step = size * 10.0**-decimals
    return _Angle(-value if south_or_west else value, axis, step)


def _valid(pairs: list[tuple[_Angle, _Angle]]) -> list[Coordinates]:
    return [
        Coordinates(lon.value, lat.value, max(lon.step, lat.step) * METRES_PER_DEGREE)
        for lon, lat in pairs
        if -180 <= lon.value <= 180 and -90 <= lat.value <= 90
    ]


def _within(point: Coordinates, bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return west <= point.lon <= east and south <= point.lat <= north
