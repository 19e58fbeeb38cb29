"""The OsmAnd protocol in its two forms, as documented at traccar.org/osmand. Pure: what was sent in, values out.

Form and query: names and texts, speed in knots, battery in percent. JSON: ``{"location": …, "device_id": …}``, speed in
m/s, battery 0–1; −1 is how phones say "unknown".
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

KNOT = 1852 / 3600  # m/s
METRES_PER_HDOP = 5.0  # the usual error of a receiver by itself
MILLISECONDS = 1e11  # from here on a number of seconds would be after the year 5000
Said = dict[str, Any]


def read_query(fields: Mapping[str, str], received_at: float) -> Said | str | None:
    """The values of one fix, a reason why there are none, or None when no place was sent (a sign of life).

    Reasons: lon_invalid, lat_invalid, at_invalid.
    """
    lat, lon = fields.get("lat"), fields.get("lon")
    if fields.get("location"):
        lat, _comma, lon = fields["location"].partition(",")
    emergency = fields.get("alarm") == "sos"
    if lat is None and lon is None:
        return {"emergency": True, "lon": None, "lat": None, "at": received_at} if emergency else None
    accuracy, hdop = number(fields.get("accuracy")), number(fields.get("hdop"))
    if accuracy is None and hdop is not None:
        accuracy = hdop * METRES_PER_HDOP
    speed, battery = number(fields.get("speed")), number(fields.get("batt"))
    return {
        "lon": number(lon),
        "lat": number(lat),
        "at": moment(fields.get("timestamp") or None, received_at),
        "speed": None if speed is None else speed * KNOT,
        "heading": number(fields.get("bearing") or fields.get("heading")),
        "accuracy": accuracy,
        "battery": None if battery is None else battery / 100,
        "fixed": fields.get("valid", "true").lower() in ("true", "1"),
        "emergency": emergency,
    }


def read_json(location: Any, received_at: float) -> Said | str | None:
    """One ``location`` of the JSON form; as ``read_query``, and the reason not_an_object."""
    if not isinstance(location, Mapping):
        return "not_an_object"
    extras, battery = location.get("extras"), location.get("battery")
    emergency = isinstance(extras, Mapping) and extras.get("alarm") == "sos"
    coords = location.get("coords")
    if coords is None:
        return {"emergency": True, "lon": None, "lat": None, "at": received_at} if emergency else None
    if not isinstance(coords, Mapping):
        return "not_an_object"
    return {
        "lon": coords.get("longitude"),
        "lat": coords.get("latitude"),
        "at": moment(location.get("timestamp"), received_at),
        "speed": coords.get("speed"),
        "heading": coords.get("heading"),
        "accuracy": coords.get("accuracy"),
        "battery": battery.get("level") if isinstance(battery, Mapping) else None,
        "emergency": emergency,
    }


def number(value: str | None) -> float | None:
    try:
        return float(value) if value is not None else None
    except ValueError:
        return None


def moment(value: Any, received_at: float) -> float | None:
    """Seconds since 1970 of seconds, milliseconds or ISO 8601 (UTC unless it says otherwise); None: no time at all.

    Without any time it is the time of receipt, as the protocol says.
    """
    if value is None:
        return received_at
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            try:
                at = datetime.fromisoformat(value)
            except ValueError:
                return None
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value / 1000 if value >= MILLISECONDS else float(value)
