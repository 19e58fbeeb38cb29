"""What SQL knows better than Python once all rows are in: indexes, missing streets and towns, names on the map."""

from django.db.backends.utils import CursorWrapper

from maps.basemap.schema import TABLES, create_sql, index_sql

NEAR = 60  # metres: farther than this the closest street is no honest guess

STREETS = f"""
UPDATE {{s}}.addresses AS a SET street = near.name, street_source = 'nearest'
FROM (
    SELECT a.id, s.name FROM {{s}}.addresses AS a CROSS JOIN LATERAL (
        SELECT name FROM {{s}}.streets AS s
        WHERE s.name <> '' AND ST_DWithin(s.geom, a.geom, {NEAR} / cos(radians(ST_Y(a.point))))
        ORDER BY s.geom <-> a.geom LIMIT 1
    ) AS s WHERE a.street = '' AND a.place = ''
) AS near WHERE near.id = a.id
"""
CITIES = """
UPDATE {s}.addresses AS a SET city = found.name
FROM (
    SELECT DISTINCT ON (a.id) a.id, b.name FROM {s}.addresses AS a
    JOIN {s}.boundaries AS b ON ST_Intersects(b.geom, a.geom) AND b.admin_level <= 8 AND b.name <> ''
    WHERE a.city = '' ORDER BY a.id, b.admin_level DESC
) AS found WHERE found.id = a.id
"""
# Neighbours on the ground lie on neighbouring pages: counting what is around reads fewer of them.
TOGETHER = "CLUSTER {s}.places USING places_point_idx"


def create(cursor: CursorWrapper, schema: str) -> None:
    """Empty tables in a fresh schema."""
    cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    cursor.execute(f"CREATE SCHEMA {schema}")
    for table in TABLES:
        cursor.execute(create_sql(table, schema))


def finish(cursor: CursorWrapper, schema: str) -> None:
    """Indexes, then what is derived from other tables, then statistics for the planner."""
    for table in TABLES:
        for statement in index_sql(table, schema):
            cursor.execute(statement)
    cursor.execute(TOGETHER.format(s=schema))
    cursor.execute(f"ANALYZE {schema}.streets")
    for statement in (STREETS, CITIES):
        cursor.execute(statement.format(s=schema))
    for table in TABLES:
        cursor.execute(f"ANALYZE {schema}.{table.name}")
