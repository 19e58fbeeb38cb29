"""Did it fall more than elsewhere after the measures? Pure."""

from dataclasses import dataclass
from math import exp, log, sqrt

VERSION = "effect 1"


@dataclass(frozen=True)
class Effect:
    """``ratio``: change at the place over that in the control areas, 0.8 is a fifth less; ``low`` … ``high``: 95 %."""

    ratio: float
    low: float
    high: float
    version: str = VERSION

    @property
    def clear(self) -> bool:
        """Chance alone does not explain it well."""
        return not self.low <= 1 <= self.high


def effect(before: int, after: int, control_before: int, control_after: int, *, spread: float = 1.0) -> Effect | None:
    """Rate ratio of a place against control areas; ``None`` when the place or the controls had no case at all.

    Cases before and after the measures, counted on the same days at the place and in the control areas; ``spread``:
    variance over mean of such counts (1: Poisson). A place is chosen because it was high, so it would fall by itself:
    take ``before`` from the time before the cluster that was warned of, not from the cluster.
    """
    if min(before, after, control_before, control_after) < 0:
        raise ValueError("before, after: give numbers from 0 on")
    if before + after == 0 or control_before + control_after == 0:
        return None
    half = [count + 0.5 for count in (before, after, control_before, control_after)]  # so that a 0 has a logarithm
    ratio = log(half[1] / half[0]) - log(half[3] / half[2])
    error = 1.96 * sqrt(spread * sum(1 / count for count in half))
    return Effect(exp(ratio), exp(ratio - error), exp(ratio + error))
