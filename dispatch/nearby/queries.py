"""One answer out of all floors: counts by layer and kind, and the nearest rows of each layer."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.register.nearby import cautions_near, incidents_near
from maps.around.near import Near, by_one_process
from maps.around.shape import Shape
from maps.places.nearby import CHECKPOINT_KINDS, HAZARD_KINDS, Counted, counted, places_near, places_of_kinds
from units.access.scope import may
from units.cameras.queries import cameras_near
from units.crews.nearby import units_near
from units.duty.nearby import officers_near
from units.positions.nearby import units_inside

LAYERS = ("units", "officers", "cameras", "places", "checkpoints", "incidents", "hazards")


def nearby(
    user,
    shape: Shape,
    layers: tuple[str, ...] = LAYERS,
    *,
    kinds: tuple[str, ...] = (),
    hours: float = 24,
    incident: str = "",
    limit: int = 50,
    offset: int = 0,
) -> dict[str, Any]:
    """``{layer: rows, …, "counts", "more", "shape", "at", "notice"}`` of what the user may see, nearest first.

    ``kinds``: of places; ``hours``: age of incidents that are closed; ``incident``: the one in hand, not listed.
    """
    with by_one_process():
        found = _found(user, shape, layers, kinds, hours, incident, limit, offset)
    return {
        **{layer: near.rows for layer, near in found.items()},
        "counts": {layer: {"total": near.total, "kinds": near.counts} for layer, near in found.items()},
        "more": {layer: near.more for layer, near in found.items()},
        "shape": shape.as_json(),
        "at": timezone.now(),
        "notice": notice(shape),
    }


def notice(shape: Shape) -> str:
    """What the reader must know about the shape, or nothing."""
    if not shape.straight:
        return ""
    return _("The router gives no answer: this is a circle by straight line, not what the roads allow.")


def _found(user, shape, layers, kinds, hours, incident, limit, offset) -> dict[str, Near]:
    page = {"limit": limit, "offset": offset}
    found: dict[str, Near] = {}
    known = _places_counted(user, shape, layers)
    there = units_inside(shape) if {"units", "officers"} & set(layers) else []
    for layer in layers:
        if layer == "units":
            found[layer] = units_near(user, shape, there=there, **page)
        elif layer == "officers":
            found[layer] = officers_near(user, shape, there=there, **page)
        elif layer == "cameras":
            found[layer] = cameras_near(user, shape, **page)
        elif layer == "incidents":
            found[layer] = incidents_near(user, shape, hours=hours, skip=incident, **page)
        elif layer == "hazards":
            found[layer] = _hazards(user, shape, incident, limit, offset, known)
        elif known is None:
            found[layer] = Near()
        elif layer == "places":
            found[layer] = places_near(shape, kinds=kinds, known=known, **page)
        else:
            found[layer] = places_of_kinds(shape, CHECKPOINT_KINDS, known=known, **page)
    return found


def _places_counted(user, shape: Shape, layers: tuple[str, ...]) -> Counted | None:
    """All kinds when they are asked for, else those of the other layers; None without the right, or without need."""
    if "places" in layers:
        kinds: tuple[str, ...] = ()
    else:
        kinds = CHECKPOINT_KINDS * ("checkpoints" in layers) + HAZARD_KINDS * ("hazards" in layers)
        if not kinds:
            return None
    return counted(shape, kinds) if may(user, "unit.see") else None


def _hazards(user, shape: Shape, incident: str, limit: int, offset: int, known: Counted | None) -> Near:
    """Dangerous places of the map, and incidents that left a caution: one list, each row with its ``source``."""
    last = offset + limit
    places = places_of_kinds(shape, HAZARD_KINDS, limit=last, known=known) if known else Near()
    cautions = cautions_near(user, shape, limit=last, skip=incident)
    rows = [{**row, "hazard": "place"} for row in places.rows]
    rows += [{**row, "hazard": "incident"} for row in cautions.rows]
    rows.sort(key=lambda row: row["distance_m"])
    counts = {**places.counts, **({"incident": cautions.total} if cautions.total else {})}
    return Near(rows[offset:last], counts, places.total + cautions.total > last)
