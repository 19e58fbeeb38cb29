"""One fix, as it goes from the terminal through the stream to the map and the track. Pure."""

from typing import NamedTuple


class Fix(NamedTuple):
    """``at`` and ``received_at``: seconds since 1970; speed m/s, heading degrees, accuracy metres, battery 0–1.

    ``fixed``: False when the receiver itself says that it has no fix (what it sends then is an old or invented place).
    """

    unit_id: int
    lon: float
    lat: float
    at: float
    received_at: float
    speed: float | None = None
    heading: float | None = None
    accuracy: float | None = None
    battery: float | None = None
    fixed: bool = True
