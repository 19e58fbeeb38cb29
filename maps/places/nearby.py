"""Places in a shape: the bureau's own and those of the base map, by kind, nearest first.

Both tables have ``gist (kind, point)`` beside ``gist (point)``. Few in the shape: read them all and sort. Many: the
index hands out the nearest in degrees; their farthest, in metres, bounds a box that surely holds the true nearest.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from maps.around.near import Near
from maps.around.shape import Shape
from maps.basemap.kinds import KINDS
from maps.geocoding.labels import local_name

CHECKPOINT_KINDS = ("checkpoint",)
HAZARD_KINDS = ("hazard", "fuel")
FEW, FEW_OF_ALL = 2_000, 300  # of chosen kinds; of all, where the first that the index hands out are the nearest

OWN = "SELECT 'own' AS source, id, kind::text AS kind, name, name_zh, name_en, tags, point FROM maps_place AS p"
MAP = "SELECT 'map' AS source, id, kind, name, name_zh, name_en, tags, point FROM basemap.places AS p"
# What the bureau took over from the map is its own now, not there twice.
NOT_TAKEN_OVER = (
    " AND NOT EXISTS (SELECT 1 FROM maps_place AS t WHERE t.osm_type = p.osm_type AND t.osm_id = p.osm_id"
    " AND t.osm_type <> '')"
)
IN = "ST_Intersects(p.point, %(outline)s::geometry)"  # compares boxes first: said twice, the planner expects too few
# The array has the columns' own type, and the base map's index by kind its condition: else neither would be used.
OF_KINDS = " AND p.kind = ANY(%(kinds)s::text[]) AND p.kind <> ''"
METRES = "ST_Distance(p.point::geography, %(origin)s::geography)"


@dataclass(frozen=True)
class Counted:
    """How many of each kind lie in a shape, and the tables that were asked: counted once, for several layers."""

    tables: list[str]
    kinds: dict[str, int]


def counted(shape: Shape, kinds: tuple[str, ...] = ()) -> Counted:
    """All kinds, or only the named ones: the index by kind answers then, whatever else is there."""
    tables = _tables()
    return Counted(tables, _counts(shape, tables, kinds))


def places_near(
    shape: Shape, *, kinds: tuple[str, ...] = (), limit: int = 50, offset: int = 0, known: Counted | None = None
) -> Near:
    """Places of the chosen kinds (all when none is named) as ``{id, source, kind, name, phone, …}``.

    ``counts`` tells all kinds in the shape, chosen or not, so that others can be offered.
    """
    known = known or counted(shape)
    wanted = {kind: known.kinds[kind] for kind in (kinds or known.kinds) if kind in known.kinds}
    page, more = _page(shape, known.tables, tuple(wanted) if kinds else (), sum(wanted.values()), limit, offset)
    return Near(page, known.kinds, more)


def places_of_kinds(
    shape: Shape, kinds: tuple[str, ...], *, limit: int = 50, offset: int = 0, known: Counted | None = None
) -> Near:
    """Only these kinds, in the list and in ``counts``. ``known``: has counted these at least."""
    known = known or counted(shape, kinds)
    wanted = {kind: count for kind, count in known.kinds.items() if kind in kinds}
    page, more = _page(shape, known.tables, tuple(wanted), sum(wanted.values()), limit, offset)
    return Near(page, wanted, more)


def _page(shape: Shape, tables: list[str], kinds: tuple[str, ...], total: int, limit: int, offset: int):
    """(rows, whether there are more); ``total``: of these kinds."""
    if limit <= 0 or offset >= total:
        return [], False
    rows = _list(shape, tables, kinds, offset + limit, few=total <= (FEW if kinds else FEW_OF_ALL))
    language = get_language() or "zh-hans"
    return [_row(row, language) for row in rows[offset:]], total > offset + limit


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('basemap.places') IS NOT NULL, EXISTS (SELECT 1 FROM maps_place WHERE osm_type <> '')"
        )
        mapped, taken_over = cursor.fetchone()
    own = f"{OWN} WHERE {IN}"
    return [own, f"{MAP} WHERE {IN}{NOT_TAKEN_OVER if taken_over else ''}"] if mapped else [own]


def _counts(shape: Shape, tables: list[str], kinds: tuple[str, ...]) -> dict[str, int]:
    every = " UNION ALL ".join(f"SELECT kind FROM ({table}{OF_KINDS if kinds else ''}) AS t" for table in tables)
    values = {**shape.sql, "kinds": list(kinds)}
    found = dict(_read(f"SELECT kind, count(*) FROM ({every}) AS p GROUP BY kind", values))
    ranked = sorted(found, key=lambda kind: (KINDS[kind][1] if kind in KINDS else 9, kind))
    return {kind: found[kind] for kind in ranked}


def _list(shape: Shape, tables: list[str], kinds: tuple[str, ...], last: int, *, few: bool) -> list[dict[str, Any]]:
    values: dict[str, Any] = {**shape.sql, "kinds": list(kinds), "last": last}
    chosen = OF_KINDS if kinds else ""
    bound = ""
    if not few:
        first = " UNION ALL ".join(
            f"(SELECT {METRES} AS metres FROM ({table}{chosen}) AS p ORDER BY p.point <-> %(origin)s::geometry"
            " LIMIT %(last)s)"
            for table in tables
        )
        [(farthest,)] = _read(
            f"SELECT max(metres) FROM (SELECT metres FROM ({first}) AS n ORDER BY metres LIMIT %(last)s) AS m", values
        )
        values["box"] = bytes(_box(shape, float(farthest or 0)).ewkb)
        bound = " AND p.point && %(box)s::geometry"
    every = " UNION ALL ".join(f"{table}{chosen}{bound}" for table in tables)
    columns = ("source", "id", "kind", "name", "name_zh", "name_en", "phone", "hours", "lon", "lat", "metres")
    found = _read(
        "SELECT source, id, kind, name, name_zh, name_en, coalesce(tags->>'phone', tags->>'contact:phone', ''),"
        " coalesce(tags->>'opening_hours', ''), ST_X(point), ST_Y(point), metres FROM"
        f" (SELECT p.*, {METRES} AS metres FROM ({every}) AS p ORDER BY metres, source, id LIMIT %(last)s) AS n"
        " ORDER BY metres, source, id",
        values,
    )
    return [dict(zip(columns, row, strict=True)) for row in found]


def _box(shape: Shape, metres: float):
    """A box around the origin that holds all within so many metres of it."""
    from django.contrib.gis.geos import Polygon

    from maps.around.outline import metres_per_degree

    west, south, east, north = shape.origin.extent
    lon_m, lat_m = metres_per_degree(min(89.0, max(abs(south), abs(north)) + metres / 110_000))
    wide, high = 1.01 * metres / lon_m + 1e-9, 1.01 * metres / min(lat_m, 110_500) + 1e-9
    box = Polygon.from_bbox((west - wide, south - high, east + wide, north + high))
    box.srid = 4326
    return box


def _row(row: dict[str, Any], language: str) -> dict[str, Any]:
    name = local_name(row["name"], row["name_zh"], row["name_en"], language)
    kind = row["kind"]
    return {
        "id": f"{row['source']}-{row['id']}",
        "source": row["source"],
        "kind": kind,
        "kind_name": str(KINDS[kind][0]) if kind in KINDS else kind,
        "name": name,
        "phone": row["phone"],
        "hours": row["hours"],
        "lon": row["lon"],
        "lat": row["lat"],
        "distance_m": round(row["metres"], 1),
    }


def _read(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
