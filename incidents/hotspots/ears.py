"""What to expect of a daily count when its past is short: the weeks just before. Pure.

After the Early Aberration Reporting System's C2 (Hutwagner et al. 2003): a moving window that ends two days before the
day that is judged, so that a beginning rise does not hide itself. Longer than C2's seven days, whole weeks, and with a
negative-binomial bound instead of three standard deviations, which counts of a few a day do not keep to.
"""

import numpy as np
from numpy.typing import NDArray

from incidents.hotspots.seasonal import Forecast

WINDOW = 28
GUARD = 2


def forecast(counts: NDArray[np.int64]) -> Forecast:
    """Of the day after ``counts``; at least ``WINDOW`` days."""
    window = counts[-WINDOW - GUARD : -GUARD] if len(counts) >= WINDOW + GUARD else counts[-WINDOW:]
    days, cases = len(window), float(window.sum())
    mean = (cases + 0.5) / days
    beyond_poisson = max(float(window.var(ddof=1)) - mean, 0.0) / mean**2
    return Forecast(mean=mean, spread=beyond_poisson + 1 / (cases + 0.5))
