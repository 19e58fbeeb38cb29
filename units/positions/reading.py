"""Fixes as terminals send them, checked one by one. Pure: values in, a ``Fix`` or the reason for refusing it out.

Only what cannot be stored is refused: one that is merely wrong (0, 0; a clock off by a year) is kept with its verdict.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from units.positions.fix import Fix

LARGEST_BATCH = 1_000  # fixes a request
LAST_MOMENT = 4_102_444_800  # the year 2100: what lies beyond could not be stored, and is no clock


def read_fix(raw: Any, units: Mapping[str, int], received_at: float) -> Fix | str:
    """``units``: call sign → id of those the sender may speak for; with only one of them, ``unit`` may be left out.

    Reasons: not_an_object, unit_missing, unit_unknown, lon_invalid, lat_invalid, at_missing, at_invalid,
    at_without_offset.
    Side values that are no use (a negative speed is how some phones say "unknown") are dropped, not refused.
    """
    if not isinstance(raw, dict):
        return "not_an_object"
    unit_id = _unit(raw.get("unit"), units)
    if isinstance(unit_id, str):
        return unit_id
    lon, lat = _number(raw.get("lon"), -180, 180), _number(raw.get("lat"), -90, 90)
    if lon is None:
        return "lon_invalid"
    if lat is None:
        return "lat_invalid"
    at = _moment(raw.get("at"))
    if isinstance(at, str):
        return at
    heading = _number(raw.get("heading"), 0, 360)
    return Fix(
        unit_id,
        lon,
        lat,
        at,
        received_at,
        speed=_number(raw.get("speed"), 0, 1_000),
        heading=None if heading is None else heading % 360,
        accuracy=_number(raw.get("accuracy"), 0, 1e7),
        battery=_fraction(raw.get("battery")),
    )


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


def _unit(call_sign: Any, units: Mapping[str, int]) -> int | str:
    if call_sign is None and len(units) == 1:
        return next(iter(units.values()))
    if not isinstance(call_sign, str) or not call_sign:
        return "unit_missing"
    return units.get(call_sign, "unit_unknown")


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
