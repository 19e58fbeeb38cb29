"""One row of the file → an event, or what is wrong with it. Pure: what the columns mean was said before."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import NamedTuple
from zoneinfo import ZoneInfo

NUMBERS = re.compile(r"\d+")
FURTHEST_M = 20_100_000.0
PLACES = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}


class Event(NamedTuple):
    """``at``: aware; ``x``, ``y``: as in the file; ``patrol``: found by police themselves."""

    at: datetime
    x: float
    y: float
    kind: int
    patrol: bool


class Wrong(NamedTuple):
    """``field``: head of the column; ``code``: see words.py."""

    field: str
    value: str
    code: str


@dataclass(frozen=True)
class Plan:
    """``columns``: role → place in the row; ``kinds``: word of the file → key of a kind, None for left out;
    ``degrees``: coordinates are longitude and latitude."""

    header: list[str]
    columns: dict[str, int]
    date_order: str
    zone: ZoneInfo
    kinds: dict[str, int | None]
    patrol_words: frozenset[str] = field(default_factory=frozenset)
    degrees: bool = True


def event(row: list[str], plan: Plan, now: datetime) -> Event | Wrong | None:
    """The event of a row; ``Wrong``; or None when its kind is left out on purpose."""
    if len(row) < len(plan.header):
        return Wrong(plan.header[len(row)], "", "cells")
    word = _cell(row, plan, "kind")
    if word not in plan.kinds:
        return _wrong(plan, "kind", word, "kind")
    kind = plan.kinds[word]
    if kind is None:
        return None
    at = moment(row, plan)
    if isinstance(at, Wrong):
        return at
    if at > now:
        return _wrong(plan, _time_role(plan), at.isoformat(), "future")
    pair = _pair(row, plan)
    if isinstance(pair, Wrong):
        return pair
    return Event(at, *pair, kind, _cell(row, plan, "source").casefold() in plan.patrol_words)


def moment(row: list[str], plan: Plan) -> datetime | Wrong:
    """When it happened, by the bureau's clock unless the cell says otherwise."""
    if "year" in plan.columns:
        parts = [_cell(row, plan, role) for role in ("year", "month", "day", "hour", "minute")]
        try:
            year, month, day, hour, minute = (int(float(part or 0)) for part in parts)
            return datetime(year, month, day, hour, minute, tzinfo=plan.zone)
        except (ValueError, OverflowError):
            return _wrong(plan, "year", " ".join(parts).strip(), "time")
    role = _time_role(plan)
    text = f"{_cell(row, plan, role)} {_cell(row, plan, 'time')}".strip()
    found = _iso(text, plan) if plan.date_order == "ymd" else None
    found = found or _parts(text, plan)
    return found or _wrong(plan, role, text, "time")


def _iso(text: str, plan: Plan) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=plan.zone)
    return at if at.year >= 1970 else None


def _parts(text: str, plan: Plan) -> datetime | None:
    """Day, month and year in the order that was said, then hour, minute, second; AM and PM are understood."""
    found = [int(part) for part in NUMBERS.findall(text)[:6]]
    if len(found) < 3:
        return None
    year, month, day = (found[place] for place in PLACES[plan.date_order])
    clock = [*found[3:6], 0, 0, 0][:3]
    words = text.casefold()
    if "pm" in words or "下午" in words:
        clock[0] = clock[0] % 12 + 12
    elif "am" in words or "上午" in words:
        clock[0] %= 12
    try:
        hour, minute, second = clock
        return datetime(year, month, day, hour, minute, second, tzinfo=plan.zone) if year >= 1970 else None
    except ValueError:
        return None


def _pair(row: list[str], plan: Plan) -> tuple[float, float] | Wrong:
    pair = []
    for role in ("x", "y"):
        text = _cell(row, plan, role)
        if not text:
            return _wrong(plan, role, text, "no_place")
        try:
            pair.append(float(text.replace(",", "") if text.count(".") == 1 else text.replace(",", ".")))
        except ValueError:
            return _wrong(plan, role, text, "number")
    x, y = pair
    if not (isfinite(x) and isfinite(y)) or (x == 0 and y == 0):
        return _wrong(plan, "x", f"{x:g}, {y:g}", "no_place")
    if plan.degrees and not (-180 <= x <= 180 and -90 <= y <= 90):
        return _wrong(plan, "x", f"{x:g}, {y:g}", "degrees")
    if not plan.degrees and max(abs(x), abs(y)) > FURTHEST_M:
        return _wrong(plan, "x", f"{x:g}, {y:g}", "number")
    return x, y


def _cell(row: list[str], plan: Plan, role: str) -> str:
    place = plan.columns.get(role)
    return "" if place is None else row[place].strip()


def _time_role(plan: Plan) -> str:
    return next(role for role in ("year", "at", "date") if role in plan.columns)


def _wrong(plan: Plan, role: str, value: str, code: str) -> Wrong:
    return Wrong(plan.header[plan.columns[role]], value[:80], code)
