"""What a router answers: plain values, the same from Valhalla and from the straight line. Pure."""

from typing import Any, NamedTuple, Protocol


class RouterDown(Exception):
    """The router gave no usable answer in time: fall back to the straight line, and say so."""


class NoRoute(Exception):
    """The router answered that these points are not joined by road (or lie off the road network)."""


class HasLonLat(Protocol):
    """Anything with ``x`` (longitude) and ``y`` (latitude) in WGS-84 degrees, such as a GEOS Point."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...


type Place = HasLonLat | tuple[float, float]


class Leg(NamedTuple):
    """One journey without its way: seconds and metres by road, or estimated when ``straight``."""

    seconds: float
    metres: float
    straight: bool = False


class Manoeuvre(NamedTuple):
    """One thing to do on the way.

    ``text`` is the whole sentence with the distance driven before it, ``short`` the same without the distance (for a
    display that counts down by GPS). ``metres`` and ``seconds`` measure the stretch that follows. ``type`` is
    Valhalla's number 0..43. ``lon``, ``lat`` is where to do it.
    """

    type: int
    text: str
    short: str
    street: str
    metres: float
    seconds: float
    lon: float
    lat: float


class Route(NamedTuple):
    """One way to drive: ``shape`` is a list of (lon, lat) in WGS-84 degrees."""

    seconds: float
    metres: float
    shape: list[tuple[float, float]]
    manoeuvres: list[Manoeuvre]
    straight: bool = False


class Snap(NamedTuple):
    """The nearest point on a road: ``metres`` away from the point asked for; ``street`` is '' when it has no name."""

    lon: float
    lat: float
    metres: float
    street: str


type Reach = dict[str, Any]
"""GeoJSON FeatureCollection of Polygons, largest first, each with ``properties: {"minutes": n}``."""


def lonlat(place: Place) -> tuple[float, float]:
    """(lon, lat) of a Point or a pair."""
    return (place[0], place[1]) if isinstance(place, tuple) else (place.x, place.y)
