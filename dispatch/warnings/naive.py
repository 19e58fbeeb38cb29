"""Where the naive map would have sent the station instead, and what came there: a warning's own baseline.

The naive map of the warning's morning: of all cells of the bureau (or of all stations, when the warning was for a
station's area) those with the most cases of the kind in the last 365 days, as large an area as the warning's.
"""

from datetime import date, timedelta
from math import pi
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.warnings.models import HotspotWarning
from incidents.hotspots.events import Cases, cases_of
from incidents.hotspots.outcomes import confirmed
from incidents.hotspots.rankings import BASELINE_DAYS
from units.organisations.models import Organisation


class Spans(NamedTuple):
    """Days, inclusive: what is usual, with the ``days`` of it that are known; and the week after."""

    usual_begins: date
    usual_ends: date
    days: int
    begins: date
    ends: date


def naive_outcome(warning: HotspotWarning, bureau: Organisation, spans: Spans) -> dict[str, Any]:
    """``{"count", "expected", "confirmed"}`` there, by the same rule as the warning's own."""
    year = warning.day - timedelta(days=BASELINE_DAYS - 1)
    cases = cases_of(bureau, warning.kind.code, min(year, spans.usual_begins), spans.ends)
    there = _there(warning, cases, cases.among(year, warning.day))
    count = int((there & cases.among(spans.begins, spans.ends)).sum())
    usual = int((there & cases.among(spans.usual_begins, spans.usual_ends)).sum())
    expected = usual / spans.days * ((spans.ends - spans.begins).days + 1)
    return {"count": count, "expected": round(expected, 2), "confirmed": confirmed(count, expected)}


def _there(warning: HotspotWarning, cases: Cases, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which cases lie where the map of what was ``known`` points; of equals the first, by place or by code."""
    radius = warning.figures.get("radius_m")
    if radius is None:
        names, of = np.unique(cases.station, return_inverse=True)
        wanted = 1
    else:
        size = warning.run.settings.get("cell_m") or warning.run.method.cell_m
        names, of = np.unique(np.floor(cases.xy / size), axis=0, return_inverse=True)
        wanted = max(1, round(pi * radius**2 / size**2))
    tally = np.bincount(of.ravel()[known], minlength=len(names))
    best = np.argsort(-tally, kind="stable")[:wanted]
    return np.isin(of.ravel(), best[tally[best] > 0])
