"""What to think of a fix. Pure: fix, what is known of the unit so far, and the clock in; verdict and new knowledge out.

Every accepted fix is stored raw with its verdict; only ``TRUE`` ones move a unit on the map. A unit that really was
moved (a boat on a trailer, a first fix that was wrong) would be doubted for ever, so ``AGREEING`` doubted fixes in a
row that agree with each other are believed.
"""

from enum import IntEnum
from math import asin, cos, hypot, radians, sin, sqrt
from typing import NamedTuple

from units.positions.fix import Fix

FASTEST_M_S = 70.0  # 250 km/h
SLACK_M = 150.0  # jitter between houses
AHEAD_S = 60.0
OLD_S = 24 * 3600.0
ROUGH_M = 500.0
NULL_ISLAND_DEG = 0.01
AGREEING = 3
EARTH_M = 6_371_009.0
DEGREE_M = radians(1) * EARTH_M


class Verdict(IntEnum):
    TRUE = 0
    LATE = 1  # true, but older than what is known: part of the track, not of the picture
    JUMP = 2
    FUTURE = 3
    ANCIENT = 4
    NULL_ISLAND = 5
    POOR_ACCURACY = 6
    NOT_FIXED = 7


TRUE = Verdict.TRUE  # looked up once: this is asked for every fix, in the writer and in each web process


class Known(NamedTuple):
    """Newest true fix of a unit, and the doubted fixes since that agree with each other: the last and how many."""

    newest: Fix | None = None
    doubted: Fix | None = None
    agreeing: int = 0


def judge(fix: Fix, known: Known) -> tuple[Verdict, Known]:
    """The verdict on ``fix`` (received at ``fix.received_at``) and what is known of its unit after it."""
    flaw = _flaw(fix)
    if flaw is not None:
        return flaw, known
    newest = known.newest
    if newest is None:
        return TRUE, Known(fix)
    if fix.at <= newest.at:
        return Verdict.LATE, known
    if plausible(newest, fix):
        return TRUE, Known(fix)
    agreeing = known.agreeing + 1 if known.doubted is not None and plausible(known.doubted, fix) else 1
    if agreeing >= AGREEING:
        return TRUE, Known(fix)
    return Verdict.JUMP, Known(known.newest, fix, agreeing)


def _flaw(fix: Fix) -> Verdict | None:
    """What is wrong with the fix by itself."""
    if not fix.fixed:
        return Verdict.NOT_FIXED
    if abs(fix.lon) < NULL_ISLAND_DEG and abs(fix.lat) < NULL_ISLAND_DEG:
        return Verdict.NULL_ISLAND
    if fix.at > fix.received_at + AHEAD_S:
        return Verdict.FUTURE
    if fix.at < fix.received_at - OLD_S:
        return Verdict.ANCIENT
    if fix.accuracy is not None and fix.accuracy > ROUGH_M:
        return Verdict.POOR_ACCURACY
    return None


def plausible(before: Fix, after: Fix) -> bool:
    """Whether a vehicle can have gone from one to the other in the time between."""
    reach = FASTEST_M_S * abs(after.at - before.at) + (before.accuracy or 0.0) + (after.accuracy or 0.0) + SLACK_M
    # Nearly always decided here: no way is longer than its two sides on the equator.
    if DEGREE_M * (abs(after.lon - before.lon) + abs(after.lat - before.lat)) <= reach:
        return True
    return metres(before, after) <= reach


def metres(a: Fix, b: Fix) -> float:
    """Great-circle distance; a flat approximation below about 10 km, where it errs by less than a metre."""
    mean = radians((a.lat + b.lat) / 2)
    x, y = radians(b.lon - a.lon) * cos(mean), radians(b.lat - a.lat)
    if hypot(x, y) < 0.0016:
        return EARTH_M * hypot(x, y)
    h = sin(y / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(h)))
