"""Position frames: what moved, encoded once. Pure: units, fixes and the clock in, text out.

An *audience* is the set of organisations that see a unit, as their paths: its owner and those it is shared with. Most
units have their organisation's alone, so there are about as many audiences as organisations. Rows are encoded once per
audience; the frame of a set of branches joins what its audiences have. So cost grows with what moved, plus frames times
audiences, and neither with units times frames nor with consoles.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import orjson

from units.positions.fix import Fix

Audience = tuple[str, ...]
Branches = tuple[str, ...]


class Seen(NamedTuple):
    """A unit in service: who sees it, and what it is doing."""

    audience: Audience
    state: str


def sees(branches: Branches, audience: Audience) -> bool:
    """A path begins with the paths of all above it."""
    return any(path.startswith(branches) for path in audience)


class Frames:
    """The frames of one moment, for as many sets of branches as ask."""

    def __init__(self, fixes: Iterable[Fix], units: Mapping[int, Seen], now: float) -> None:
        rows: dict[Audience, list[tuple]] = {}
        for fix in fixes:
            seen = units.get(fix.unit_id)
            if seen is not None:
                rows.setdefault(seen.audience, []).append(_row(fix, seen.state, now))
        self.parts = {audience: orjson.dumps(some)[1:-1] for audience, some in rows.items()}
        self.begin = orjson.dumps({"kind": "positions", "at": datetime.fromtimestamp(now, UTC)})[:-1] + b',"units":['
        self.made: dict[Branches, str] = {}

    def of(self, branches: Branches) -> str:
        """The frame for who sees these branches; empty when nothing of it is theirs to see."""
        if branches not in self.made:
            parts = [part for audience, part in self.parts.items() if sees(branches, audience)]
            self.made[branches] = (self.begin + b",".join(parts) + b"]}").decode() if parts else ""
        return self.made[branches]


def _row(fix: Fix, state: str, now: float) -> tuple:
    """``[id, lon, lat, heading, speed, age_s, state]``: to 0.1 m, whole degrees, 0.1 m/s."""
    heading = None if fix.heading is None else round(fix.heading) % 360
    speed = None if fix.speed is None else round(fix.speed, 1)
    return (fix.unit_id, round(fix.lon, 6), round(fix.lat, 6), heading, speed, max(0, round(now - fix.at)), state)
