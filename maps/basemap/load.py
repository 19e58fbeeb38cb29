"""Rows into PostgreSQL: gathered per table, projected in bulk, sent by COPY."""

from collections import defaultdict
from typing import Any

import numpy as np
import shapely
from django.db.backends.utils import CursorWrapper

from maps.basemap.schema import BY_NAME, Table

BATCH = 5_000
EARTH = 6_378_137.0
PIER_HALF_WIDTH = 3.0  # Mercator metres: piers drawn as a line still carry feet and tyres


class Loader:
    """Takes one row at a time; writes a table's rows when a batch is full; ``flush()`` writes the rest."""

    def __init__(self, cursor: CursorWrapper, schema: str) -> None:
        self._cursor = cursor
        self._schema = schema
        self._waiting: dict[str, list[list[Any]]] = defaultdict(list)

    def add(self, table: str, row: list[Any]) -> None:
        """One row in schema order with its geometry (hex WKB, lon/lat) last."""
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= BATCH:
            self._write(BY_NAME[table], waiting)
            waiting.clear()

    def flush(self) -> None:
        """Write what is still waiting."""
        for table, waiting in self._waiting.items():
            if waiting:
                self._write(BY_NAME[table], waiting)
                waiting.clear()

    def _write(self, table: Table, rows: list[list[Any]]) -> None:
        shapes = shapely.from_wkb([row[-1] for row in rows])
        names = table.copied()
        if names[-1] == "point":
            shapes = np.where(shapely.get_type_id(shapes) == 0, shapes, shapely.point_on_surface(shapes))
            srid = 4326
        else:
            shapes, srid = shapely.transform(shapes, mercator), 3857
            if table.name == "landuse":
                lines = shapely.get_type_id(shapes) == 1
                shapes[lines] = shapely.buffer(shapes[lines], PIER_HALF_WIDTH, cap_style="flat")
        wkb = shapely.to_wkb(shapely.set_srid(shapes, srid), hex=True, include_srid=True)
        areas = shapely.area(shapes) if "area_m2" in names else None
        place = names.index("area_m2") if areas is not None else -1
        columns = ", ".join(f'"{name}"' for name in names)
        with self._cursor.copy(f"COPY {self._schema}.{table.name} ({columns}) FROM STDIN") as copy:
            for index, row in enumerate(rows):
                if areas is not None:
                    row[place] = float(areas[index])
                row[-1] = wkb[index]
                copy.write_row(row)


def mercator(lonlat: np.ndarray) -> np.ndarray:
    """Degrees to Web Mercator metres, arrays of shape (n, 2); latitudes beyond the projection's edge are clamped."""
    lon, lat = lonlat[:, 0], np.clip(lonlat[:, 1], -85.0511287, 85.0511287)
    x = np.radians(lon) * EARTH
    y = np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)) * EARTH
    return np.column_stack([x, y])
