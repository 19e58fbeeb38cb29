"""From Valhalla's route answer to a Route. Pure."""

from typing import Any

from maps.routing import manoeuvres
from maps.routing.answers import Manoeuvre, Route
from maps.routing.polyline import decode


def read_route(answer: dict[str, Any], language: str) -> Route:
    """``answer`` is the JSON object of /route with ``directions_type`` maneuvers; one leg."""
    trip = answer["trip"]
    leg = trip["legs"][0]
    shape = decode(leg["shape"])
    told: list[Manoeuvre] = []
    before = 0.0
    raw = leg.get("maneuvers", [])
    for one, following in zip(raw, [*raw[1:], {}], strict=True):
        street = " / ".join(one.get("street_names", [])[:1])
        step = manoeuvres.Step(
            one["type"],
            street,
            before,
            one.get("roundabout_exit_count", 0),
            one.get("bearing_after"),
            _sign(one),
            _exit_street(one, following),
        )
        metres = one["length"] * 1000
        lon, lat = shape[one["begin_shape_index"]]
        told.append(
            Manoeuvre(
                one["type"],
                manoeuvres.sentence(step, language),
                manoeuvres.short(step, language),
                street,
                metres,
                one["time"],
                lon,
                lat,
            )
        )
        before = metres
    summary = trip["summary"]
    return Route(summary["time"], summary["length"] * 1000, shape, told)


def _sign(one: dict[str, Any]) -> str:
    """Where the sign points: the first of its towns, else its road."""
    sign = one.get("sign", {})
    for part in ("exit_toward_elements", "exit_branch_elements"):
        if sign.get(part):
            return str(sign[part][0]["text"])
    return ""


def _exit_street(one: dict[str, Any], following: dict[str, Any]) -> str:
    """Which street a roundabout is left by: told here, or by the manoeuvre that leaves it."""
    if one["type"] != manoeuvres.ROUNDABOUT_ENTER:
        return ""
    names = one.get("roundabout_exit_street_names") or []
    if not names and following.get("type") == manoeuvres.ROUNDABOUT_EXIT:
        names = following.get("street_names") or []
    return names[0] if names else ""
