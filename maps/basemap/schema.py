"""The tables of the imported base map, as data: what every column holds, and the indexes.

They live outside Django's migrations because an import replaces all of them at once: built in ``basemap_next``, swapped
to ``basemap`` in one transaction. Geometry for tiles is Web Mercator (3857), points for look-ups WGS-84 (4326).
``names`` holds every other name of a thing: language codes as OSM writes them (``{"fr": …, "zh-Hans": …}``) and
``alt_name``, ``old_name``, ``short_name``, ``official_name``, ``loc_name``, ``int_name``.
"""

from dataclasses import dataclass, field

LIVE = "basemap"
NEXT = "basemap_next"


@dataclass(frozen=True)
class Table:
    """One table: columns as (name, SQL type, meaning) and the indexes as SQL fragments after ``USING``."""

    name: str
    columns: tuple[tuple[str, str, str], ...]
    indexes: tuple[str, ...] = ()
    # Columns PostgreSQL computes itself: never part of a COPY.
    generated: tuple[tuple[str, str, str], ...] = field(default=())

    def copied(self) -> list[str]:
        """Column names in the order of a COPY row."""
        return [name for name, _, _ in self.columns]


OSM = (("osm_type", "char(1) NOT NULL", "n, w or r"), ("osm_id", "bigint NOT NULL", "number within that type"))
NAMED = (
    ("name", "text NOT NULL", "the local name, '' when it has none"),
    ("name_zh", "text NOT NULL", "Chinese name (simplified where known), or ''"),
    ("name_en", "text NOT NULL", "English name, or ''"),
    ("names", "jsonb NOT NULL", "all other names"),
)
POINT = (("point", "geometry(Point, 4326) NOT NULL", "lon, lat"),)
POINT_3857 = (("geom", "geometry(Point, 3857) GENERATED ALWAYS AS (ST_Transform(point, 3857)) STORED", "for tiles"),)
BY_GEOM = "gist (geom)"
BY_POINT = "gist (point)"

TABLES: tuple[Table, ...] = (
    Table(
        "streets",
        (
            ("osm_id", "bigint NOT NULL", "way number"),
            *NAMED,
            ("class", "text NOT NULL", "motorway trunk primary secondary tertiary minor service pedestrian path"),
            ("ref", "text NOT NULL", "road number, or ''"),
            ("oneway", "smallint NOT NULL", "1 along the line, -1 against it, 0 both ways"),
            ("bridge", "boolean NOT NULL", ""),
            ("tunnel", "boolean NOT NULL", ""),
            ("layer", "smallint NOT NULL", "what lies above what"),
            ("link", "boolean NOT NULL", "a slip road"),
            ("geom", "geometry(LineString, 3857) NOT NULL", ""),
        ),
        (BY_GEOM, "btree (name) WHERE name <> ''"),
    ),
    Table(
        "railways",
        (
            ("osm_id", "bigint NOT NULL", "way number"),
            ("class", "text NOT NULL", "rail, subway, tram, light_rail, funicular …"),
            ("bridge", "boolean NOT NULL", ""),
            ("tunnel", "boolean NOT NULL", ""),
            ("geom", "geometry(LineString, 3857) NOT NULL", ""),
        ),
        (BY_GEOM,),
    ),
    Table(
        "buildings",
        (
            *OSM,
            *NAMED,
            ("kind", "text NOT NULL", "OSM's building value, '' for plain yes"),
            ("height", "real", "metres, when told"),
            ("levels", "real", "storeys, when told"),
            ("housenumber", "text NOT NULL", "or ''"),
            ("geom", "geometry(Geometry, 3857) NOT NULL", "Polygon or MultiPolygon"),
        ),
        (BY_GEOM,),
    ),
    Table(
        "landuse",
        (
            *OSM,
            *NAMED,
            ("class", "text NOT NULL", "park forest grass farmland cemetery school hospital industrial … pier plaza"),
            ("area_m2", "double precision NOT NULL", "in Mercator metres: for sorting and zoom, not for survey"),
            ("geom", "geometry(Geometry, 3857) NOT NULL", "Polygon or MultiPolygon"),
        ),
        (BY_GEOM,),
    ),
    Table(
        "water",
        (
            *OSM,
            *NAMED,
            ("class", "text NOT NULL", "sea lake river pool dock …"),
            ("area_m2", "double precision NOT NULL", "in Mercator metres"),
            ("geom", "geometry(Geometry, 3857) NOT NULL", "Polygon or MultiPolygon"),
        ),
        (BY_GEOM,),
    ),
    Table(
        "waterways",
        (
            ("osm_id", "bigint NOT NULL", "way number"),
            *NAMED,
            ("class", "text NOT NULL", "river canal stream ditch, or coastline"),
            ("tunnel", "boolean NOT NULL", ""),
            ("geom", "geometry(LineString, 3857) NOT NULL", ""),
        ),
        (BY_GEOM,),
    ),
    Table(
        "boundaries",
        (
            *OSM,
            *NAMED,
            ("admin_level", "smallint NOT NULL", "2 country … 10 ward"),
            ("geom", "geometry(MultiPolygon, 3857) NOT NULL", ""),
        ),
        (BY_GEOM,),
        (("area", "geometry(MultiPolygon, 4326) GENERATED ALWAYS AS (ST_Transform(geom, 4326)) STORED", "WGS-84"),),
    ),
    Table(
        "addresses",
        (
            *OSM,
            ("housenumber", "text NOT NULL", "as written on the door: 14, 14bis, 3/1"),
            ("street", "text NOT NULL", "or '' when only a place is known"),
            ("place", "text NOT NULL", "addr:place or addr:suburb, or ''"),
            ("city", "text NOT NULL", "addr:city, else the municipality around it, or ''"),
            ("postcode", "text NOT NULL", "or ''"),
            ("names", "jsonb NOT NULL", "name of the house, and the street in other languages: {'street:en': …}"),
            ("street_source", "text NOT NULL", "tag, relation, nearest (the closest named street within 60 m) or ''"),
            ("interpolated", "boolean NOT NULL", "computed along a line between two known numbers"),
            *POINT,
        ),
        (BY_POINT, "btree (street, housenumber)"),
        POINT_3857,
    ),
    Table(
        "places",
        (
            *OSM,
            *NAMED,
            ("kind", "text NOT NULL", "a key of maps.basemap.kinds.KINDS"),
            ("rank", "smallint NOT NULL", "1 shown first (police, hospital) … 9 only ever searched"),
            ("tags", "jsonb NOT NULL", "all OSM tags"),
            *POINT,
        ),
        # the condition is always true: it keeps the index from queries that name no kind, where gist (point) is faster
        (BY_POINT, "gist (geom)", "btree (kind)", "gist (kind, point) WHERE kind <> ''"),
        POINT_3857,
    ),
    Table(
        "settlements",
        (
            *OSM,
            *NAMED,
            ("kind", "text NOT NULL", "city town village suburb quarter neighbourhood hamlet locality square"),
            ("rank", "smallint NOT NULL", "1 city … 8 locality"),
            ("population", "integer", "when told"),
            *POINT,
        ),
        (BY_POINT, "gist (geom)"),
        POINT_3857,
    ),
    Table(
        "cameras",
        (
            *OSM,
            ("name", "text NOT NULL", "or ''"),
            ("mount", "text NOT NULL", "camera:type: fixed, panning, dome or ''"),
            ("watches", "text NOT NULL", "surveillance: public, outdoor, indoor, traffic or ''"),
            ("direction", "real", "degrees clockwise from north, when told"),
            ("tags", "jsonb NOT NULL", "all OSM tags"),
            *POINT,
        ),
        (BY_POINT,),
        POINT_3857,
    ),
)
BY_NAME = {table.name: table for table in TABLES}


def create_sql(table: Table, schema: str) -> str:
    """DDL of one table without indexes; ``id`` is always its first column."""
    columns = [f'"{name}" {kind}' for name, kind, _ in (*table.columns, *table.generated)]
    return f"CREATE TABLE {schema}.{table.name} (id bigint GENERATED ALWAYS AS IDENTITY, {', '.join(columns)})"


def index_sql(table: Table, schema: str) -> list[str]:
    """DDL of the primary key and the indexes, to be run after the rows are in."""
    return [
        f"ALTER TABLE {schema}.{table.name} ADD PRIMARY KEY (id)",
        *(f"CREATE INDEX ON {schema}.{table.name} USING {fragment}" for fragment in table.indexes),
    ]
