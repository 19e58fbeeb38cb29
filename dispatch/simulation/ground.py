"""What the simulated city takes from the imported extract: where calls come from, and where units patrol to.

Read once at the start, in an order that the seed decides, so that a run can be repeated.
"""

from django.db import connection

from dispatch.simulation.motion import Lonlat
from dispatch.simulation.script import Place

PLACES_SQL = """
SELECT label, ST_X(point), ST_Y(point), kind FROM (
    SELECT housenumber || ' ' || street AS label, point, 'address' AS kind
    FROM basemap.addresses WHERE street <> '' AND NOT interpolated
    UNION ALL
    SELECT name, point, kind FROM basemap.places WHERE name <> '' AND rank < 9
) found
WHERE EXISTS (SELECT FROM maps_area a WHERE a.kind = 'station' AND ST_Intersects(a.geom, found.point))
ORDER BY md5(%s || label || ST_AsText(point)) LIMIT 4000
"""
BEAT_SQL = """
SELECT ST_X(point), ST_Y(point) FROM (
    SELECT ST_Transform(ST_PointN(geom, (1 + ST_NPoints(geom)) / 2), 4326) AS point, osm_id
    FROM basemap.streets WHERE class NOT IN ('path', 'motorway') AND NOT tunnel
) street
WHERE %s = '' OR ST_Intersects(point, (SELECT geom FROM maps_area WHERE code = %s))
ORDER BY md5(%s || osm_id) LIMIT 120
"""


def call_places(seed: int) -> list[Place]:
    """Addresses and named places inside station areas, at most 4,000."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES_SQL, [str(seed)])
        return [Place(*row) for row in cursor.fetchall()]


def beat(area: str, seed: str) -> list[Lonlat]:
    """Places on the streets of the area with this code ('': anywhere) where a unit may patrol to, at most 120."""
    with connection.cursor() as cursor:
        cursor.execute(BEAT_SQL, [area, area, seed])
        return [(lon, lat) for lon, lat in cursor.fetchall()]
