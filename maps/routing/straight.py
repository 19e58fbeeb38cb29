"""The fallback when no router answers: a straight line, a detour factor, one speed. Pure; same interface as Router."""

import math
from collections.abc import Sequence

from maps.routing import manoeuvres
from maps.routing.answers import Leg, Manoeuvre, Place, Reach, Route, Snap, lonlat

EARTH_RADIUS_M = 6_371_008.8
METRES_PER_SECOND = 35 / 3.6
# Roads are longer than the crow's way: 1.2–1.4 in most towns.
DETOUR_FACTOR = 1.35
CIRCLE_POINTS = 48


def distance_m(a: Place, b: Place) -> float:
    """Great-circle metres between two places (haversine)."""
    (lon1, lat1), (lon2, lat2) = lonlat(a), lonlat(b)
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def bearing_deg(a: Place, b: Place) -> float:
    """Degrees clockwise from north, first direction of the great circle from a to b."""
    (lon1, lat1), (lon2, lat2) = lonlat(a), lonlat(b)
    phi1, phi2, turn = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    east = math.sin(turn) * math.cos(phi2)
    north = math.cos(phi1) * math.sin(phi2) - math.sin(phi1) * math.cos(phi2) * math.cos(turn)
    return math.degrees(math.atan2(east, north)) % 360


def leg(a: Place, b: Place) -> Leg:
    """Estimated journey from a to b."""
    metres = distance_m(a, b) * DETOUR_FACTOR
    return Leg(metres / METRES_PER_SECOND, metres, True)


def matrix(sources: Sequence[Place], target: Place) -> list[Leg | None]:
    """Estimated journeys from each source to the target; never None, the crow gets everywhere."""
    return [leg(source, target) for source in sources]


def route(a: Place, b: Place, language: str = "zh-hans") -> Route:
    """A line from a to b with a start and an arrival."""
    estimate = leg(a, b)
    bearing = bearing_deg(a, b)
    steps = [
        manoeuvres.Step(manoeuvres.START, bearing=bearing),
        manoeuvres.Step(manoeuvres.DESTINATION, before_m=estimate.metres),
    ]
    ends = [lonlat(a), lonlat(b)]
    lengths = [(estimate.metres, estimate.seconds), (0.0, 0.0)]
    spoken = [
        Manoeuvre(
            step.type, manoeuvres.sentence(step, language), manoeuvres.short(step, language), "", metres, seconds, *end
        )
        for step, (metres, seconds), end in zip(steps, lengths, ends, strict=True)
    ]
    return Route(estimate.seconds, estimate.metres, ends, spoken, True)


def isochrone(point: Place, minutes: Sequence[float], *, towards: bool = False) -> Reach:
    """Circles of equal estimated time, largest first."""
    lon, lat = lonlat(point)
    features = []
    for limit in sorted(minutes, reverse=True):
        radius = limit * 60 * METRES_PER_SECOND / DETOUR_FACTOR
        north = math.degrees(radius / EARTH_RADIUS_M)
        east = north / max(math.cos(math.radians(lat)), 1e-6)
        ring = [
            [round(lon + east * math.sin(turn), 6), round(lat + north * math.cos(turn), 6)]
            for turn in (2 * math.pi * k / CIRCLE_POINTS for k in range(CIRCLE_POINTS))
        ]
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        features.append({"type": "Feature", "properties": {"minutes": limit}, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def locate(points: Sequence[Place]) -> list[Snap | None]:
    """Without a road network a point is its own nearest road."""
    return [Snap(*lonlat(point), 0.0, "") for point in points]
