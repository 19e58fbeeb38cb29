"""A location of OwnTracks (owntracks.org/booklet/tech/json). Pure: what was sent in, values out."""

from collections.abc import Mapping
from typing import Any

KM_H = 1 / 3.6  # m/s


def read_location(said: Mapping[str, Any]) -> dict[str, Any]:
    """``_type: location``: tst seconds since 1970, acc m, vel km/h, cog degrees, batt percent."""
    speed, battery = said.get("vel"), said.get("batt")
    return {
        "lon": said.get("lon"),
        "lat": said.get("lat"),
        "at": said.get("tst"),
        "speed": speed * KM_H if _is_number(speed) else None,
        "heading": said.get("cog"),
        "accuracy": said.get("acc"),
        "battery": battery / 100 if _is_number(battery) else None,
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
