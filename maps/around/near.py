"""What of a table lies in a shape: how many of each kind, and the nearest ones. Distances are geodesic metres."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import Count, FloatField, Func, QuerySet, Value


@dataclass
class Near:
    """``rows``: nearest first, each with lon, lat, distance_m. ``counts``: all in the shape, by kind."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    more: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Metres(Func):
    """Geodesic metres between two WGS-84 geometries."""

    template = "ST_Distance(%(expressions)s::geography)"
    arg_joiner = "::geography, "
    output_field = FloatField()


class Lon(Func):
    function = "ST_X"
    output_field = FloatField()


class Lat(Func):
    function = "ST_Y"
    output_field = FloatField()


def inside(rows: QuerySet, column: str, shape) -> QuerySet:
    """Rows whose point lies in the shape. The box first: cheap where there is no index, and what an index knows."""
    return rows.filter(**{f"{column}__bboverlaps": shape.outline}).filter(**{f"{column}__intersects": shape.outline})


def nearest(rows: QuerySet, column: str, shape) -> QuerySet:
    """The same rows with ``lon``, ``lat`` and ``metres``, nearest first."""
    origin = Value(shape.origin, output_field=GeometryField(srid=4326))
    located = rows.annotate(lon=Lon(column), lat=Lat(column), metres=Metres(column, origin))
    return located.order_by("metres", "pk")


def counted(rows: QuerySet, column: str) -> dict[str, int]:
    """``{value: how many}`` of a column."""
    return Counter(dict(rows.order_by().values_list(column).annotate(Count("pk"))))
