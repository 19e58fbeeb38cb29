"""The thing that is looked around, as plain values. Pure."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from maps import geojson


@dataclass(frozen=True)
class Shape:
    """``kind``: circle, route, area or drive. ``outline``: the surface itself (WGS-84 polygon or multipolygon).

    ``origin``: the point or line that distances count from. ``metres``: radius, or width to either side of a route.
    ``minutes``: of drive; ``straight``: these were estimated by straight line because the router is down.
    """

    kind: str
    outline: GEOSGeometry
    origin: GEOSGeometry
    metres: float | None = None
    minutes: float | None = None
    straight: bool = False
    _hex: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def as_json(self) -> dict[str, Any]:
        """As the API tells it: what was really searched, ready to be drawn."""
        return {
            "kind": self.kind,
            "metres": self.metres,
            "minutes": self.minutes,
            "straight": self.straight,
            "origin": geojson.geometry(self.origin),
            "outline": geojson.geometry(self.outline),
        }

    @property
    def sql(self) -> dict[str, bytes]:
        """``outline`` and ``origin`` as EWKB, for queries written by hand; made once."""
        if not self._hex:
            self._hex.update(outline=bytes(self.outline.ewkb), origin=bytes(self.origin.ewkb))
        return self._hex
