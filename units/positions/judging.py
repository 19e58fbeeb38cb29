"""The verdicts on many fixes at once: the same as ``verdict.judge`` one by one, in a hundredth of the time. Pure.

Nearly all fixes of nearly all units are true, and that can be seen for all of them together: each is sound by itself,
newer than the one before it and within its reach. By induction then each is what the next one is to be held against.
Units of which this cannot be said of every fix are judged one fix after the other.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from units.positions.fix import Fix
from units.positions.fixes import DTYPE, Fixes, fix_of, packed
from units.positions.verdict import (
    AHEAD_S,
    DEGREE_M,
    FASTEST_M_S,
    NULL_ISLAND_DEG,
    OLD_S,
    ROUGH_M,
    SLACK_M,
    Known,
    Verdict,
    judge,
)

NOTHING_KNOWN = Known()
Rows = NDArray[Any]


@dataclass
class Judged:
    """``verdicts``: of each fix, in their order. ``newest``: one row for each unit that moved, by unit."""

    verdicts: NDArray[np.int16]
    newest: Rows
    doubted: dict[int, Known] = field(default_factory=dict)  # a unit without doubt any more: ``NOTHING_KNOWN``


class Judge:
    """What is known of every unit. ``judge`` changes nothing; ``keep`` what it said when that is stored."""

    def __init__(self, newest: Iterable[Fix] = ()) -> None:
        self.newest = np.zeros(0, DTYPE)  # by unit
        self.doubted: dict[int, Known] = {}
        self.keep(Judged(np.zeros(0, np.int16), _by_unit(np.frombuffer(packed(newest), DTYPE))))

    def judge(self, rows: Rows) -> Judged:
        verdicts = _flaws(rows)
        sound = np.flatnonzero(verdicts == Verdict.TRUE)
        sound = sound[np.argsort(rows["unit_id"][sound], kind="stable")]  # each unit's together, in their order
        if not len(sound):
            return Judged(verdicts, rows[:0])
        series = rows[sound]
        units = series["unit_id"]
        first = np.append(True, units[1:] != units[:-1])
        before, is_known = self._before(series, first)
        odd = is_known & ~((series["at"] > before["at"]) & _within_reach(before, series))
        odd_units = self._odd_units(units[odd], units[first])
        last = np.append(first[1:], True)
        if not odd_units:
            return Judged(verdicts, series[last])
        one_by_one = np.isin(units, list(odd_units))
        found = Judged(verdicts, series[:0])
        moved = self._one_by_one(series[one_by_one], sound[one_by_one], found)
        together = np.concatenate([series[last & ~one_by_one], np.frombuffer(packed(moved), DTYPE)])
        found.newest = _by_unit(together)
        return found

    def keep(self, judged: Judged) -> None:
        newest = judged.newest
        place = np.searchsorted(self.newest["unit_id"], newest["unit_id"])
        there = place < len(self.newest)
        there[there] = self.newest["unit_id"][place[there]] == newest["unit_id"][there]
        self.newest[place[there]] = newest[there]
        if not there.all():
            self.newest = _by_unit(np.concatenate([self.newest, newest[~there]]))
        for unit_id, known in judged.doubted.items():
            if known.doubted is None:
                self.doubted.pop(unit_id, None)
            else:
                self.doubted[unit_id] = known

    def known(self, unit_id: int) -> Known:
        if unit_id in self.doubted:
            return self.doubted[unit_id]
        place = int(np.searchsorted(self.newest["unit_id"], unit_id))
        if place == len(self.newest) or self.newest["unit_id"][place] != unit_id:
            return NOTHING_KNOWN
        return Known(fix_of(self.newest[place].tolist()))

    def _before(self, series: Rows, first: NDArray[np.bool_]) -> tuple[Rows, NDArray[np.bool_]]:
        """For each fix the one before it, in the series or known from earlier; and whether there is one."""
        before = np.empty_like(series)
        before[1:] = series[:-1]
        is_known = ~first
        places = np.flatnonzero(first)
        if len(self.newest):
            units = series["unit_id"][places]
            known = np.minimum(np.searchsorted(self.newest["unit_id"], units), len(self.newest) - 1)
            before[places] = self.newest[known]
            is_known[places] = self.newest["unit_id"][known] == units
        return before, is_known

    def _odd_units(self, odd: NDArray[np.int64], units: NDArray[np.int64]) -> set[int]:
        odd_units = set(odd.tolist())
        return odd_units | (self.doubted.keys() & units.tolist()) if self.doubted else odd_units

    def _one_by_one(self, series: Rows, places: NDArray[np.intp], found: Judged) -> Collection[Fix]:
        """Judge a few units' fixes in their order; returns the newest of those that moved."""
        moved: dict[int, Fix] = {}
        known: dict[int, Known] = {}
        for fix, place in zip(Fixes(series), places.tolist(), strict=True):
            before = known.get(fix.unit_id) or self.known(fix.unit_id)
            verdict, known[fix.unit_id] = judge(fix, before)
            found.verdicts[place] = verdict
            if verdict is Verdict.TRUE:
                moved[fix.unit_id] = fix
        found.doubted = known
        return moved.values()


def _by_unit(rows: Rows) -> Rows:
    return rows[np.argsort(rows["unit_id"])]


def _flaws(rows: Rows) -> NDArray[np.int16]:
    """What is wrong with each fix by itself; as ``verdict._flaw``, the first that applies."""
    at, received_at = rows["at"], rows["received_at"]
    at_null_island = (np.abs(rows["lon"]) < NULL_ISLAND_DEG) & (np.abs(rows["lat"]) < NULL_ISLAND_DEG)
    flaws = {
        Verdict.NOT_FIXED: rows["fixed"] == 0,
        Verdict.NULL_ISLAND: at_null_island,
        Verdict.FUTURE: at > received_at + AHEAD_S,
        Verdict.ANCIENT: at < received_at - OLD_S,
        Verdict.POOR_ACCURACY: rows["accuracy"] > ROUGH_M,  # what is no number is not greater
    }
    verdicts = np.full(len(rows), Verdict.TRUE, np.int16)
    for verdict, has in reversed(flaws.items()):
        verdicts[has] = verdict
    return verdicts


def _within_reach(before: Rows, after: Rows) -> NDArray[np.bool_]:
    """Where ``plausible`` is certain without a cosine; those few where it is not are judged one by one."""
    rough = np.nan_to_num(before["accuracy"]), np.nan_to_num(after["accuracy"])
    reach = FASTEST_M_S * np.abs(after["at"] - before["at"]) + rough[0] + rough[1] + SLACK_M
    away = DEGREE_M * (np.abs(after["lon"] - before["lon"]) + np.abs(after["lat"] - before["lat"]))
    return away <= reach
