"""The demo bureau's ground: wards of the imported map become station areas, police posts become stations' seats."""

from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import connection

from dispatch.demo.names import WARDS
from maps.areas.models import Area, AreaKind, AreaType

MOST_STATIONS = 12
DENSE, SPARSE = 400, 80  # buildings per km²: urban above the first, rural below the second

WARDS_SQL = """
WITH level AS (
    SELECT admin_level FROM basemap.boundaries GROUP BY admin_level
    HAVING count(*) >= 2 ORDER BY admin_level DESC LIMIT 1
)
SELECT b.name, b.name_zh, b.name_en, ST_AsEWKB(b.area), ST_Area(b.area::geography) / 1e6,
       (SELECT count(*) FROM basemap.buildings h WHERE h.geom && b.geom AND ST_Intersects(h.geom, b.geom))
FROM basemap.boundaries b JOIN level USING (admin_level)
ORDER BY 6 DESC, b.name LIMIT %s
"""
WHOLE_SQL = (
    "SELECT ST_AsEWKB(ST_Multi(ST_Transform(ST_SetSRID(ST_Extent(geom)::geometry, 3857), 4326))) FROM basemap.streets"
)
POSTS_SQL = "SELECT point FROM basemap.places WHERE kind = 'police' ORDER BY name = '', osm_id"


@dataclass
class Ward:
    area: Area
    seat: Point


def wards() -> list[Ward]:
    """Station areas (made or found again) with their seats. An extract without wards gives one area: all of it."""
    with connection.cursor() as cursor:
        cursor.execute(WARDS_SQL, [MOST_STATIONS])
        rows = cursor.fetchall()
        if not rows:
            cursor.execute(WHOLE_SQL)
            rows = [("Centre", "中心", "Centre", cursor.fetchone()[0], 1, DENSE)]
        cursor.execute(POSTS_SQL)
        posts = [GEOSGeometry(row[0]) for row in cursor.fetchall()]
    areas = [_area(number, row) for number, row in enumerate(rows, 1)]
    return [Ward(area, _seat(area, posts)) for area in areas]


def _area(number: int, row: tuple) -> Area:
    name, name_zh, name_en, geom, km2, buildings = row
    per_km2 = buildings / max(km2, 0.01)
    kind = AreaType.URBAN if per_km2 >= DENSE else AreaType.RURAL if per_km2 < SPARSE else AreaType.SUBURBAN
    return Area.objects.update_or_create(
        code=f"ward-{number}",
        defaults={
            "name_zh": name_zh or WARDS.get(name) or name,
            "name_en": name_en or name,
            "kind": AreaKind.STATION,
            "area_type": kind,
            "geom": GEOSGeometry(memoryview(geom)),
        },
    )[0]


def _seat(area: Area, posts: list[Point]) -> Point:
    """The police post inside the area or, within 500 m, the nearest; each is used once. Else a point inside."""
    near = min(posts, key=area.geom.distance, default=None)
    if near is not None and area.geom.distance(near) < 0.005:
        posts.remove(near)
        return near
    return area.geom.point_on_surface


def whole(parts: list[Ward]) -> Area:
    """The county: everything the wards cover."""
    union = parts[0].area.geom
    for part in parts[1:]:
        union = union.union(part.area.geom)
    geom = union if isinstance(union, MultiPolygon) else MultiPolygon(union, srid=4326)
    defaults = {"name_zh": "全县", "name_en": "Whole county", "kind": AreaKind.COUNTY, "geom": geom}
    return Area.objects.update_or_create(code="county", defaults=defaults)[0]
