"""Ask the router; when it is down or knows no way, answer with the straight line and say so."""

from collections.abc import Sequence

from maps.routing import straight
from maps.routing.answers import Leg, NoRoute, Place, Reach, Route, RouterDown
from maps.routing.client import router


def travel_times(points: Sequence[Place], target: Place, *, vehicle: str = "car") -> tuple[list[Leg | None], bool]:
    """(journeys from each point to the target, whether they are straight-line estimates of a router that is down).

    A point that no road joins to the target has None. When no point at all is joined (the target lies at sea, or
    outside the extract) all are estimates, because an order of units is better than none.
    """
    if not points:
        return [], False
    try:
        legs = router().matrix(points, target, vehicle=vehicle)
    except RouterDown:
        return straight.matrix(points, target), True
    if not any(legs):
        return straight.matrix(points, target), True
    return legs, False


def way(a: Place, b: Place, language: str, *, vehicle: str = "car") -> Route:
    """The route, or the line (``straight``) when there is none to be had."""
    try:
        return router().route(a, b, language, vehicle=vehicle)
    except (RouterDown, NoRoute):
        return straight.route(a, b, language)


def reach(point: Place, minutes: Sequence[float], *, towards: bool = False) -> tuple[Reach, bool]:
    """(areas within minutes of drive, whether they are circles because the router is down)."""
    try:
        return router().isochrone(point, minutes, towards=towards), False
    except (RouterDown, NoRoute):
        return straight.isochrone(point, minutes), True
