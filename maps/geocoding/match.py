"""What a search finds, and how sure it is of it."""

import enum
from typing import NamedTuple

from django.contrib.gis.geos import Point


class MatchKind(enum.StrEnum):
    ADDRESS = "address"
    STREET = "street"
    CROSSING = "crossing"
    PLACE = "place"
    ALIAS = "alias"
    COORDINATES = "coordinates"


class Match(NamedTuple):
    """One place that may be meant.

    ``label`` is its name as a line of text, ``detail`` what tells it from others. ``uncertainty_m`` is the radius
    within which the true place lies. ``score`` is 0..1, how well it fits what was typed. ``verified``: the base map or
    the bureau knows this very place; False where the point was computed or stands for something larger (a street).
    ``ref`` names the thing in its table (``street:12``, ``place:7``, ``osm-place:3``), '' for coordinates.
    """

    label: str
    detail: str
    kind: MatchKind
    point: Point
    uncertainty_m: float
    score: float
    street: str = ""
    number: str = ""
    ref: str = ""
    verified: bool = True
