"""The door to Valhalla: one connection-reusing client, plain values out.

Source: valhalla.github.io/valhalla/api. All points WGS-84; a travel time always is *from* the unit *to* the place.
"""

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import httpx
import orjson
from django.conf import settings

from maps.routing.answers import Leg, NoRoute, Place, Reach, Route, RouterDown, Snap, lonlat
from maps.routing.reading import read_route
from maps.routing.straight import distance_m
from maps.routing.tracing import Driven, Trace, question, read_trace

# Farther from any road than this, a position is not on the network (a boat, a wrong fix, another town's extract).
FARTHEST_SNAP_M = 1_500.0
# Valhalla refuses the whole matrix when one pair is farther apart than its limit (400 km).
FARTHEST_UNIT_M = 300_000.0
TIMEOUT = httpx.Timeout(4.0, connect=0.5)
COSTING = {"car": "auto", "van": "auto", "motorcycle": "motorcycle", "foot": "pedestrian"}


class Router:
    """Ask Valhalla. Every method raises RouterDown when it gives no usable answer; threads may share one Router."""

    def __init__(self, url: str | None = None) -> None:
        limits = httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=20)
        # trust_env off: a proxy in the environment must never see where the units are.
        self._http = httpx.Client(
            base_url=url or settings.MUSTER["ROUTER_URL"], timeout=TIMEOUT, limits=limits, trust_env=False
        )

    def matrix(self, sources: Sequence[Place], target: Place, *, vehicle: str = "car") -> list[Leg | None]:
        """Journey from each source to the target, in the order of the sources; None where no road leads there."""
        legs: list[Leg | None] = [None] * len(sources)
        near = [i for i, source in enumerate(sources) if distance_m(source, target) < FARTHEST_UNIT_M]
        if near:
            found = self._legs([sources[i] for i in near], target, vehicle, checked=False)
            for i, leg in zip(near, found, strict=True):
                legs[i] = leg
        return legs

    def route(self, a: Place, b: Place, language: str = "zh-hans", *, vehicle: str = "car") -> Route:
        """The way from a to b with its manoeuvres told in ``language``; raises NoRoute when there is none."""
        question = {
            "locations": [_location(a), _location(b)],
            "costing": COSTING.get(vehicle, "auto"),
            "directions_type": "maneuvers",
        }
        route = read_route(self._ask("route", question), language)
        for end, reached in ((a, route.shape[0]), (b, route.shape[-1])):
            if distance_m(end, reached) > FARTHEST_SNAP_M:
                raise NoRoute("One end lies too far from any road.")
        return route

    def isochrone(self, point: Place, minutes: Sequence[float], *, towards: bool = False) -> Reach:
        """What can be reached from the point within each of ``minutes``, or, ``towards``, from where it can be."""
        limits = sorted(set(minutes))
        question = {
            "locations": [_location(point)],
            "costing": "auto",
            "contours": [{"time": limit} for limit in limits],
            "polygons": True,
            "denoise": 0.2,
            "reverse": towards,
        }
        features = [
            {
                "type": "Feature",
                "properties": {"minutes": shape["properties"]["contour"]},
                "geometry": shape["geometry"],
            }
            for shape in self._ask("isochrone", question)["features"]
        ]
        return {"type": "FeatureCollection", "features": features}

    def locate(self, points: Sequence[Place]) -> list[Snap | None]:
        """The nearest point on a road that a car may use, for each point; None where there is none near."""
        if not points:
            return []
        question = {"locations": [_location(point) for point in points], "costing": "auto", "verbose": True}
        return [_snap(answer) for answer in self._ask("locate", question)]

    def trace(self, piece: Trace, *, vehicle: str = "car") -> Driven:
        """The streets under one piece of a track (see ``tracing.pieces``); raises NoRoute when it lies off them."""
        return read_trace(self._ask("trace_attributes", question(piece, COSTING.get(vehicle, "auto"))))

    def _legs(self, sources: Sequence[Place], target: Place, vehicle: str, *, checked: bool) -> list[Leg | None]:
        question = {
            "sources": [_location(source) for source in sources],
            "targets": [_location(target)],
            "costing": COSTING.get(vehicle, "auto"),
        }
        try:
            answer = self._ask("sources_to_targets", question)
        except NoRoute:
            return self._legs_of_the_reachable(sources, target, vehicle, checked=checked)
        if _snapped_too_far(target, answer["targets"][0]):
            return [None] * len(sources)
        return [
            _leg(source, snapped, row[0])
            for source, snapped, row in zip(sources, answer["sources"], answer["sources_to_targets"], strict=True)
        ]

    def _legs_of_the_reachable(
        self, sources: Sequence[Place], target: Place, vehicle: str, *, checked: bool
    ) -> list[Leg | None]:
        """Valhalla refuses all for one source off the network: leave out those, then halve until the rest answers."""
        if len(sources) == 1:
            return [None]
        if not checked:
            *snaps, goal = self.locate([*sources, target])
            if goal is None:
                return [None] * len(sources)
            on_road = [i for i, snap in enumerate(snaps) if snap]
            legs: list[Leg | None] = [None] * len(sources)
            if on_road:
                found = self._legs([sources[i] for i in on_road], target, vehicle, checked=True)
                for i, leg in zip(on_road, found, strict=True):
                    legs[i] = leg
            return legs
        half = len(sources) // 2
        return [
            *self._legs(sources[:half], target, vehicle, checked=True),
            *self._legs(sources[half:], target, vehicle, checked=True),
        ]

    def _ask(self, action: str, question: dict[str, Any]) -> Any:
        body = orjson.dumps(question)
        try:
            response = self._post(action, body)
        except httpx.HTTPError as error:
            raise RouterDown(f"The router does not answer: {type(error).__name__}") from error
        if 400 <= response.status_code < 500:
            raise NoRoute(response.text[:200])
        if response.status_code != 200:
            raise RouterDown(f"The router answered {response.status_code}.")
        try:
            return orjson.loads(response.content)
        except orjson.JSONDecodeError as error:
            raise RouterDown("The router's answer is no JSON.") from error

    def _post(self, action: str, body: bytes) -> httpx.Response:
        try:
            return self._http.post(f"/{action}", content=body)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # A kept connection that the router closed when it was started anew; questions change nothing, ask again.
            return self._http.post(f"/{action}", content=body)


@lru_cache(maxsize=4)
def _router(url: str) -> Router:
    return Router(url)


def router() -> Router:
    """The process's Router for the URL in the settings."""
    return _router(settings.MUSTER["ROUTER_URL"])


# Two processes must not talk over one inherited socket.
os.register_at_fork(after_in_child=_router.cache_clear)


def _location(place: Place) -> dict[str, float]:
    lon, lat = lonlat(place)
    return {"lon": lon, "lat": lat}


def _snapped_too_far(asked: Place, snapped: dict[str, float]) -> bool:
    return distance_m(asked, (snapped["lon"], snapped["lat"])) > FARTHEST_SNAP_M


def _leg(source: Place, snapped: dict[str, float], cell: dict[str, Any]) -> Leg | None:
    if cell.get("time") is None or _snapped_too_far(source, snapped):
        return None
    return Leg(float(cell["time"]), float(cell["distance"]) * 1000)


def _snap(answer: dict[str, Any]) -> Snap | None:
    edges = answer.get("edges") or []
    if not edges:
        return None
    edge = min(edges, key=lambda one: one.get("distance", 0.0))
    if edge["distance"] > FARTHEST_SNAP_M:
        return None
    names = edge["edge_info"].get("names") or [""]
    return Snap(edge["correlated_lon"], edge["correlated_lat"], float(edge["distance"]), names[0])
