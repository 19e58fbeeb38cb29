"""Fixes as terminals send them, checked one by one. Pure: values in, a ``Fix`` or the reason for refusing it out.

Only what cannot be stored is refused: one that is merely wrong (0, 0; a clock off by a year) is kept with its verdict.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from units.positions.fix import Fix

LARGEST_BATCH = 1_000  # fixes a request
LAST_MOMENT = 4_102_444_800  # the year 2100: what lies beyond could not be stored, and is no clock


def fixes_in(body: bytes) -> list | None:
    """What a request says in ``fixes``; ``None`` when it cannot be read or is too much."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    fixes = said.get("fixes") if isinstance(said, dict) else None
    return fixes if isinstance(fixes, list) and len(fixes) <= LARGEST_BATCH else None


def only_one(units: Mapping[str, int]) -> int | None:
    """The unit that goes without saying."""
    return next(iter(units.values())) if len(units) == 1 else None


def read_fix(raw: Any, units: Mapping[str, int], received_at: float, only: int | None = None) -> Fix | str:
    """``units``: call sign → id of those the sender may speak for; ``only``: the one meant when ``unit`` is left out.

    Reasons: not_an_object, unit_missing, unit_unknown, lon_invalid, lat_invalid, at_missing, at_invalid,
    at_without_offset.
    Side values that are no use (a negative speed is how some phones say "unknown") are dropped, not refused.
    """
    if not isinstance(raw, dict):
        return "not_an_object"
    said = raw.get  # asked for every fix of every unit: what is as it should be is passed without a call
    call_sign = said("unit")
    unit_id = units.get(call_sign) if type(call_sign) is str else None
    if unit_id is None:
        if call_sign is not None or only is None:
            return "unit_unknown" if call_sign and isinstance(call_sign, str) else "unit_missing"
        unit_id = only
    lon, lat, at = said("lon"), said("lat"), said("at")
    if type(lon) is not float or not -180 <= lon <= 180:
        lon = _number(lon, -180, 180)
        if lon is None:
            return "lon_invalid"
    if type(lat) is not float or not -90 <= lat <= 90:
        lat = _number(lat, -90, 90)
        if lat is None:
            return "lat_invalid"
    seconds = _moment(at)
    if isinstance(seconds, str):
        return seconds
    speed, heading, accuracy, battery = said("speed"), said("heading"), said("accuracy"), said("battery")
    if speed is not None and (type(speed) is not float or not 0 <= speed <= 1_000):
        speed = _number(speed, 0, 1_000)
    if heading is not None and (type(heading) is not float or not 0 <= heading < 360):
        heading = _number(heading, 0, 360)
        heading = None if heading is None else heading % 360
    if accuracy is not None and (type(accuracy) is not float or not 0 <= accuracy <= 1e7):
        accuracy = _number(accuracy, 0, 1e7)
    if battery is not None and (type(battery) is not float or not 0 <= battery <= 1):
        battery = _fraction(battery)
    return Fix(unit_id, lon, lat, seconds, received_at, speed, heading, accuracy, battery)


def checked_fix(unit_id: int, lon: Any, lat: Any, at: Any, received_at: float, **more: Any) -> Fix | str:
    """For doors with formats of their own: ``at`` in seconds since 1970, ``more`` as in ``Fix``; else a reason."""
    lon, lat, at = _number(lon, -180, 180), _number(lat, -90, 90), _number(at, 0, LAST_MOMENT - 1)
    if lon is None:
        return "lon_invalid"
    if lat is None:
        return "lat_invalid"
    if at is None:
        return "at_invalid"
    heading = _number(more.get("heading"), 0, 360)
    return Fix(
        *(unit_id, lon, lat, at, received_at, _number(more.get("speed"), 0, 1_000)),
        None if heading is None else heading % 360,
        _number(more.get("accuracy"), 0, 1e7),
        _number(more.get("battery"), 0, 1),
        bool(more.get("fixed", True)),
    )


def _number(value: Any, low: float, high: float) -> float | None:
    if type(value) is not float and type(value) is not int:  # True is no number of anything
        return None
    return float(value) if low <= value <= high else None  # not a number is in no range


def _fraction(value: Any) -> float | None:
    """0–1; devices that count in percent are understood."""
    number = _number(value, 0, 100)
    return number / 100 if number is not None and number > 1 else number


def _moment(value: Any) -> float | str:
    """Seconds since 1970 of an ISO 8601 time with offset, else a reason."""
    if value is None:
        return "at_missing"
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return "at_invalid"
    if at.tzinfo is None:
        return "at_without_offset"
    seconds = at.timestamp()
    return seconds if 0 <= seconds < LAST_MOMENT else "at_invalid"
