"""Areas out of the base map's administrative boundaries."""

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, transaction
from django.utils.text import slugify

from maps.areas.models import Area, AreaKind, AreaType
from maps.basemap.errors import BasemapError
from maps.basemap.models import Basemap

BOUNDARIES = """
SELECT osm_type || osm_id, name, name_zh, name_en, ST_AsEWKB(ST_MakeValid(area)) FROM basemap.boundaries
WHERE admin_level = %s AND name <> '' ORDER BY osm_type, osm_id
"""


@transaction.atomic
def import_areas(
    level: int, *, kind: str = AreaKind.WARD, area_type: str = AreaType.URBAN, parent: Area | None = None
) -> list[Area]:
    """Areas of ``kind`` from all boundaries of an admin level (8 municipality … 10 ward), known again by their code.

    A second import refreshes names and outlines and keeps kind, type and parent that were changed meanwhile.
    Raises BasemapError when there is no base map or no named boundary of that level in it.
    """
    if Basemap.current() is None:
        raise BasemapError("There is no base map yet: run `manage.py import_basemap FILE.osm.pbf` first.")
    with connection.cursor() as cursor:
        cursor.execute(BOUNDARIES, [level])
        rows = cursor.fetchall()
    if not rows:
        raise BasemapError(f"The base map has no whole, named boundary of admin level {level}. Try another level.")
    taken: set[str] = set()
    areas = []
    for ident, name, name_zh, name_en, wkb in rows:
        code = slugify(name_en or name)[:30] or ident
        if code in taken:
            code = f"{code}-{ident}"[:40]
        taken.add(code)
        fresh = {"name_zh": name_zh or name, "name_en": name_en or name, "geom": GEOSGeometry(memoryview(wkb))}
        first = {**fresh, "kind": kind, "area_type": area_type, "parent": parent}
        areas.append(Area.objects.update_or_create(code=code, defaults=fresh, create_defaults=first)[0])
    return areas
