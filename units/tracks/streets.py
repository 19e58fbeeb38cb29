"""A unit's track on its streets, as the map and the interface take it."""

from datetime import datetime
from typing import Any

from maps.routing.driven import driven
from units.crews.models import Unit
from units.tracks.fixes import fixes_of

DECIMALS = 6


def streets_feature(unit: Unit, since: datetime, until: datetime) -> dict[str, Any]:
    """A MultiLineString. ``streets``: ``[seconds since 1970, name]`` wherever it changes, '' for a nameless one.

    ``raw``: the router is down, the line is the bare fixes'. Guard the unit with ``visible_to(user, "track.see")``.
    """
    fixes = fixes_of(unit.pk, since, until)
    trace = list(zip(fixes.lon.tolist(), fixes.lat.tolist(), fixes.t.tolist(), strict=True))
    found = driven(trace, vehicle=unit.kind)
    changes: list[tuple[float, str]] = []
    for t, street in zip(fixes.t.tolist(), found.streets, strict=True):
        name = street.name if street else ""
        if not changes or changes[-1][1] != name:
            changes.append((t, name))
    lines = [[[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in line] for line in found.lines]
    return {
        "type": "Feature",
        "geometry": {"type": "MultiLineString", "coordinates": lines},
        "properties": {"unit": unit.call_sign, "raw": found.raw, "streets": changes},
    }
