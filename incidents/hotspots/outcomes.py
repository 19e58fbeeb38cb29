"""What became of the warnings: how many were followed by more than usual, how many were false. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

VERSION = "outcomes 1"
BY_CHANCE = 0.2


def confirmed(count: int, expected: float, *, by_chance: float = BY_CHANCE) -> bool:
    """Whether the days after a warning had more cases at its place than usual: a count that chance alone reaches at
    most ``by_chance`` of the time, so that of warnings without any sense up to one in five is confirmed.

    ``expected``: cases in as many ordinary days there.
    """
    if expected < 0 or count < 0:
        raise ValueError("count, expected: give numbers from 0 on")
    return bool(count > 0 and stats.poisson.sf(count - 1, expected) <= by_chance)


@dataclass(frozen=True)
class FalseAlarms:
    """``station_months``: stations × months that were watched."""

    warnings: int
    confirmed: int
    station_months: float
    version: str = VERSION

    @property
    def false(self) -> int:
        return self.warnings - self.confirmed

    @property
    def per_station_month(self) -> float:
        return self.false / self.station_months if self.station_months else 0.0

    @property
    def confirmed_share(self) -> float:
        return self.confirmed / self.warnings if self.warnings else 0.0


def false_alarms(outcomes: Sequence[bool], station_months: float) -> FalseAlarms:
    """``outcomes``: of each warning whether it was confirmed; a station's "not useful" counts as not confirmed."""
    return FalseAlarms(len(outcomes), sum(outcomes), station_months)
