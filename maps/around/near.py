"""What of a table lies in a shape: how many of each kind, and the nearest ones. Distances are geodesic metres."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F, FloatField, Func, QuerySet, Value

# What lies in the shape is found once, then counted and sorted: finding it twice would cost twice.
COUNTED_AND_SORTED = """
WITH here AS MATERIALIZED ({here}),
     counts AS (SELECT json_object_agg(g.grouped, g.n)::text AS counts
                FROM (SELECT grouped, count(*) AS n FROM here GROUP BY grouped ORDER BY grouped) AS g)
SELECT counts.counts, page.*
  FROM counts LEFT JOIN (SELECT * FROM here ORDER BY metres, ident LIMIT %s OFFSET %s) AS page ON true
 ORDER BY page.metres, page.ident
"""


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


@contextmanager
def by_one_process() -> Iterator[None]:
    """Statements in the block start no parallel workers: that costs more than it saves here, and takes from others."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        yield


def near(rows: QuerySet, column: str, shape, kind: Any, *fields: str, limit: int, offset: int, **named: Any) -> Near:
    """``rows``, which lie in the shape, by the distance of their point ``column``, in one statement.

    Listed are ``fields``, ``named`` (expressions), lon, lat and ``distance_m``; counted are all by the expression
    ``kind``. Values come as the driver reads them: no fields whose model converts them.
    """
    origin = Value(shape.origin, output_field=GeometryField(srid=4326))
    located = rows.order_by().values(
        *fields, **named, ident=F("pk"), grouped=kind, lon=Lon(column), lat=Lat(column), metres=Metres(column, origin)
    )
    try:
        here, values = located.query.sql_with_params()
    except EmptyResultSet:  # nothing of this table may be seen
        return Near()
    with connection.cursor() as cursor:
        cursor.execute(COUNTED_AND_SORTED.replace("{here}", here), (*values, limit, offset))
        names = [one.name for one in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    counts = json.loads(found[0]["counts"] or "{}")
    page = [_listed(row) for row in found if row["ident"] is not None]
    return Near(page, counts, offset + len(page) < sum(counts.values()))


def inside(rows: QuerySet, column: str, shape) -> QuerySet:
    """Rows whose point lies in the shape; for columns with an index. It compares boxes by itself."""
    return rows.filter(**{f"{column}__intersects": shape.outline})


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    metres = row.pop("metres")
    for name in ("counts", "ident", "grouped"):
        del row[name]
    return {**row, "distance_m": round(metres, 1)}
