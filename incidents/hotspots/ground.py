"""The bureau's ground as a grid: which cells are inside its areas."""

import numpy as np
import shapely
from django.db import connection
from numpy.typing import NDArray

from incidents.hotspots.grid import Grid
from units.organisations.models import Organisation

AREAS = """
SELECT ST_AsBinary(ST_Transform(a.geom, %s)) FROM maps_area a JOIN units_organisation o ON o.area_id = a.id
 WHERE starts_with(o.path, %s) AND o.kind = 'station'
"""
CORNERS = """
SELECT ST_X(p), ST_Y(p) FROM (
    SELECT ST_Transform(ST_SetSRID(ST_MakePoint(x, y), %s), 4326) AS p, n
      FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS t (x, y, n)) q ORDER BY n
"""


def ground(organisation: Organisation, srid: int, size: float, x, y) -> tuple[Grid, NDArray[np.bool_]]:
    """The grid over the station areas, and which of its cells lie in them; without areas, the cells that had events.

    Raises ``ValueError`` when there is neither.
    """
    with connection.cursor() as cursor:
        cursor.execute(AREAS, [srid, organisation.path])
        areas = [shapely.from_wkb(bytes(row[0])) for row in cursor.fetchall()]
    if not areas:
        grid = Grid.around(x, y, size)
        return grid, (grid.counts(x, y) > 0).ravel()
    whole = shapely.union_all(areas)
    west, south, east, north = whole.bounds
    grid = Grid.around([west, east], [south, north], size)
    centres = grid.centres()
    inside = shapely.contains_xy(whole.buffer(size / 2), centres[:, 0], centres[:, 1])
    return grid, inside


def to_degrees(srid: int, x, y) -> list[tuple[float, float]]:
    """Longitude and latitude of points of the plane."""
    with connection.cursor() as cursor:
        cursor.execute(CORNERS, [srid, list(map(float, x)), list(map(float, y))])
        return cursor.fetchall()
