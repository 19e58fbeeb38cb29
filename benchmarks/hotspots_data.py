"""The two cities that the warnings are measured on, from a folder with ``vancouver_crime`` and ``chicago_assaults``.

Both are public and not part of this repository; docs/hotspots.md says where they come from.
"""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, LineString

from incidents.hotspots.grid import Grid

KML = "{http://www.opengis.net/kml/2.2}"
CELL_M = 250


@dataclass(frozen=True)
class City:
    """Cases in file order: ``kind`` and ``area`` (names), ``day`` (from ``first``), ``xy`` (metres, NaN: unknown)."""

    name: str
    first: date
    days: int
    kind: np.ndarray
    area: np.ndarray
    day: np.ndarray
    xy: np.ndarray
    grid: Grid
    inside: np.ndarray

    def index(self, day: date) -> int:
        return (day - self.first).days

    def daily(self) -> dict[tuple[str, str], np.ndarray]:
        """(area, kind) → cases a day."""
        series: dict[tuple[str, str], np.ndarray] = {}
        for area, kind, day in zip(self.area, self.kind, self.day, strict=True):
            if area:
                series.setdefault((area, kind), np.zeros(self.days, np.int64))[day] += 1
        return series


def vancouver(folder: Path) -> City:
    first = date(2020, 1, 1)
    rows = [
        (row["TYPE"], row["NEIGHBOURHOOD"], (date(*(int(row[key]) for key in ("YEAR", "MONTH", "DAY"))) - first).days,
         float(row["X"] or "nan"), float(row["Y"] or "nan"))
        for path in sorted((folder / "vancouver_crime").glob("*.csv.gz"))
        for row in _rows(path)
    ]  # fmt: skip
    kind, area, day, x, y = zip(*rows, strict=True)
    xy = np.array([x, y]).T
    xy[(xy == 0).any(axis=1)] = np.nan  # offences against persons have none
    shapes = json.loads((folder / "vancouver_crime" / "vancouver_neighbourhoods.geojson").read_text(encoding="utf-8"))
    polygons = [json.dumps(feature["geometry"]) for feature in shapes["features"]]
    return _city("Vancouver", first, date(2022, 12, 31), kind, area, day, xy, polygons, utm=32610)


def chicago(folder: Path) -> City:
    first = date(2010, 1, 1)
    path = folder / "chicago_assaults" / "chicago_aggravated_assaults_2010_2018.csv.gz"
    rows = [
        (
            row["district"],
            (date.fromisoformat(row["date"][:10]) - first).days,
            float(row["longitude"]),
            float(row["latitude"]),
        )
        for row in _rows(path)
    ]
    area, day, lon, lat = zip(*rows, strict=True)
    line = LineString(np.array([lon, lat]).T, srid=4326)  # one line through all of them: much faster than points
    line.transform(32616)
    xy = np.array(line.coords)
    tree = ElementTree.parse(folder / "chicago_assaults" / "chicago_police_districts.kml")
    polygons = [f"POLYGON(({ring}))" for ring in _rings(tree)]
    kind = ["aggravated assault"] * len(rows)
    return _city("Chicago", first, date(2018, 12, 31), kind, area, day, xy, polygons, utm=32616)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _rings(tree: ElementTree.ElementTree) -> Iterator[str]:
    for ring in tree.iterfind(f".//{KML}Polygon/{KML}outerBoundaryIs/{KML}LinearRing/{KML}coordinates"):
        yield ",".join(" ".join(corner.split(",")[:2]) for corner in ring.text.split())


def _city(name: str, first: date, last: date, kind, area, day, xy, polygons: list[str], *, utm: int) -> City:
    shapes = []
    for text in polygons:
        shape = GEOSGeometry(text, srid=4326)
        shape.transform(utm)
        shapes.append(shapely.from_wkb(bytes(shape.wkb)))
    ground = shapely.union_all(shapes)
    west, south, east, north = ground.bounds
    grid = Grid.around([west, east], [south, north], CELL_M)
    inside = shapely.contains_xy(ground, *grid.centres().T)
    days = (last + timedelta(days=1) - first).days
    return City(name, first, days, np.array(kind), np.array(area), np.array(day), xy, grid, inside)
