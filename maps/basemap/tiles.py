"""Vector tiles of the base map: one SQL statement per tile, ``ST_AsMVT`` per layer.

Data tiles are drawn at four times their size (1,024 px: a screen needs a dozen), so what a person sees at zoom 16 comes
from tile zoom 14. ``LAYERS`` says from which tile zoom on a layer appears and what it then holds.
"""

import gzip
from dataclasses import dataclass

from django.db import connection, transaction

MAX_ZOOM = 15  # finer data would not be more exact: 4,096 steps over 1.2 km
EXTENT = 4096
BUFFER = 96
DRAWN_AT = 1024  # pixels
WORLD = 40_075_016.68557849
NAMES = "nullif(name, '') AS name, nullif(name_zh, '') AS name_zh, nullif(name_en, '') AS name_en"


@dataclass(frozen=True)
class Layer:
    """One layer: its attributes, its geometry (3857) and the rest of the statement.

    In these ``{z}`` is the tile's zoom, ``{px}`` a drawn pixel in Mercator metres, ``{here}`` the tile with its margin,
    ``{classes}`` the street classes shown, and ``{shape}`` the column ``geom`` as exact as this zoom can show.
    """

    name: str
    from_zoom: int
    attributes: str
    geometry: str
    rest: str


CLASSES_BY_ZOOM = (
    (0, ("motorway", "trunk")),
    (8, ("primary",)),
    (10, ("secondary",)),
    (11, ("tertiary",)),
    (12, ("minor",)),
    (13, ("service", "pedestrian")),
    (14, ("path",)),
)
LAYERS = (
    Layer("landuse", 6, "class", "{shape}", "FROM basemap.landuse WHERE geom && {here} AND area_m2 > ({px} * 4) ^ 2 "
          "ORDER BY area_m2 DESC"),
    Layer("water", 0, "class", "{shape}", "FROM basemap.water WHERE geom && {here} AND area_m2 > ({px} * 3) ^ 2"),
    Layer("water_names", 11, NAMES + ", round(sqrt(area_m2) / {px}) AS size", "ST_PointOnSurface(geom)",
          "FROM basemap.water WHERE geom && {here} AND name <> '' AND area_m2 > ({px} * 60) ^ 2"),
    Layer("waterways", 9, f"class, {NAMES}", "{shape}", "FROM basemap.waterways WHERE geom && {here} AND NOT tunnel "
          "AND (class IN ('river', 'canal', 'coastline') OR {z} >= 12)"),
    Layer("boundaries", 4, "admin_level", "edges",
          # An outline shared by neighbours is drawn once: edge by edge, the highest rank wins.
          "FROM (SELECT admin_level, ST_LineMerge(ST_Collect(edge)) AS edges FROM "
          "(SELECT min(admin_level) AS admin_level, edge FROM (SELECT admin_level, ST_Normalize((ST_DumpSegments("
          "ST_Intersection(ST_Boundary(geom), {here}))).geom) AS edge FROM basemap.boundaries "
          "WHERE geom && {here} AND admin_level < {z}) AS all_edges "
          "GROUP BY edge) AS single GROUP BY admin_level) AS merged"),
    Layer("buildings", 13, "coalesce(height, levels * 3) AS height", "{shape}", "FROM basemap.buildings "
          "WHERE geom && {here} AND ({z} > 13 OR ST_Area(geom) > ({px} * 3) ^ 2)"),
    Layer("railways", 11, "class, tunnel, bridge", "{shape}", "FROM basemap.railways WHERE geom && {here} "
          "AND ({z} >= 13 OR NOT tunnel)"),
    Layer("streets", 4, "class, link, bridge, tunnel, nullif(oneway, 0) AS oneway", "{shape}", "FROM basemap.streets "
          "WHERE geom && {here} AND class = ANY({classes}) AND ({z} >= 11 OR NOT link) "
          "ORDER BY tunnel DESC, layer, array_position({classes}, class) DESC, link DESC"),
    # A street is many ways in OSM: joined by name, so that its label has room, and straightened a little for the same.
    Layer("street_names", 11, f"{NAMES}, class", "line",
          "FROM (SELECT name, name_zh, name_en, class, ST_Simplify((ST_Dump(ST_LineMerge(ST_Collect(geom)))).geom, "
          "{px} * 1.5) AS line FROM basemap.streets WHERE geom && {here} AND name <> '' AND class = ANY({classes}) "
          "AND NOT link GROUP BY name, name_zh, name_en, class) AS joined ORDER BY ST_Length(line) DESC"),
    Layer("settlements", 4, f"{NAMES}, kind, rank", "geom", "FROM basemap.settlements WHERE geom && {here} "
          "AND rank <= {z} / 2 - 1 ORDER BY rank, population DESC NULLS LAST"),
    Layer("places", 12, f"{NAMES}, kind, rank", "geom", "FROM basemap.places WHERE geom && {here} AND rank <= "
          "CASE {z} WHEN 12 THEN 1 WHEN 13 THEN 2 WHEN 14 THEN 5 ELSE 7 END ORDER BY rank, id"),
    Layer("cameras", 14, "mount, watches, direction", "geom", "FROM basemap.cameras WHERE geom && {here}"),
    Layer("numbers", 15, "housenumber", "geom", "FROM basemap.addresses WHERE geom && {here} AND NOT interpolated"),
)  # fmt: skip


def possible(z: int, x: int, y: int) -> bool:
    """Whether such a tile can exist at all."""
    return 0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z


def tile(z: int, x: int, y: int) -> bytes:
    """The tile as gzipped Mapbox Vector Tile, b'' when nothing is there. Needs an imported base map."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")  # compiling this statement takes far longer than running it
        cursor.execute(tile_sql(z, x, y))
        data = bytes(cursor.fetchone()[0])
    return gzip.compress(data, compresslevel=6, mtime=0) if data else b""


def tile_sql(z: int, x: int, y: int) -> str:
    """The statement for one tile; only whole numbers and constants go into it."""
    px = WORLD / 2**z / DRAWN_AT
    words = {
        "z": str(int(z)),
        "px": repr(px),
        "tile": f"ST_TileEnvelope({z}, {x}, {y})",
        "here": f"ST_Expand(ST_TileEnvelope({z}, {x}, {y}), {px * BUFFER * DRAWN_AT / EXTENT!r})",
        "classes": "ARRAY[" + ", ".join(f"'{c}'" for from_z, cs in CLASSES_BY_ZOOM if z >= from_z for c in cs) + "]",
        "shape": "geom" if z >= MAX_ZOOM else f"ST_Simplify(geom, {px * 0.4!r})",
    }
    parts = [_layer_sql(layer, words) for layer in LAYERS if z >= layer.from_zoom]
    return "SELECT " + " || ".join(parts or ["''::bytea"])


def _layer_sql(layer: Layer, words: dict[str, str]) -> str:
    attributes, geometry, rest = (part.format(**words) for part in (layer.attributes, layer.geometry, layer.rest))
    return (
        f"(SELECT coalesce(ST_AsMVT(f, '{layer.name}', {EXTENT}, 'mvt'), ''::bytea) FROM (SELECT {attributes}, "
        f"ST_AsMVTGeom({geometry}, {words['tile']}, {EXTENT}, {BUFFER}) AS mvt {rest}) AS f WHERE f.mvt IS NOT NULL)"
    )
