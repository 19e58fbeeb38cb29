"""Ask the router which streets a track followed; without it the line stays as it is, and says so."""

from maps.routing.answers import NoRoute, RouterDown
from maps.routing.client import Router, router
from maps.routing.tracing import Driven, Street, Trace, pieces


def driven(trace: Trace, *, vehicle: str = "car", of: Router | None = None) -> Driven:
    """The streets under a track. A piece that lies off the roads keeps its own line, without streets.

    When the router is down nothing more is asked: ``raw`` is true and what is left keeps its own line.
    """
    ask, down = of or router(), False
    lines: list[list[tuple[float, float]]] = []
    streets: list[Street | None] = []
    for first, behind in pieces(trace):
        piece = trace[first:behind]
        found = None
        if not down and len(piece) > 1:
            try:
                found = ask.trace(piece, vehicle=vehicle)
            except NoRoute:
                pass
            except RouterDown:
                down = True
        if found is None:
            found = Driven([[(lon, lat) for lon, lat, _ in piece]], [None] * len(piece), True)
        lines += found.lines
        streets += found.streets
    return Driven(lines, streets, down)
