"""Real extracts in the test database, for one module and gone after it."""

import csv
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from maps.basemap.actions import import_basemap
from maps.basemap.finish import create, finish
from maps.basemap.schema import LIVE
from maps.geocoding.index import build_index


def shared(*parts: str) -> Path:
    """A file of the shared test data; where it is absent the test is left out and says so."""
    path = Path(settings.MUSTER["TEST_DATA"]).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path} is not there: set MUSTER_TEST_DATA.")
    return path


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is written inside is gone afterwards, tables included."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def load(path: Path) -> None:
    """Import an extract with its gazetteer."""
    import_basemap(path)


def load_macau() -> list[str]:
    """A base map of Macau's streets alone; returns their names ("大學大馬路 Avenida da Universidade")."""
    roads = json.loads(shared("macau_roads", "roads.json").read_text())
    columns = "osm_id, name, name_zh, name_en, names, class, ref, oneway, bridge, tunnel, layer, link, geom"
    line = "ST_Transform(ST_GeomFromText(%s, 4326), 3857)"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {LIVE} CASCADE")
        create(cursor, LIVE)
        cursor.executemany(
            f"INSERT INTO {LIVE}.streets ({columns})"
            f" VALUES (%s, %s, '', '', '{{}}', 'minor', '', 0, false, false, 0, false, {line})",
            [(number, road.get("name") or "", _wkt(road["path"])) for number, road in enumerate(roads)],
        )
        finish(cursor, LIVE)
        build_index(cursor, LIVE)
    return sorted({road["name"] for road in roads if road.get("name")})


def chinese_names() -> list[tuple[str, float, float]]:
    """(name, lon, lat) of buildings, stops and waters around Beijing."""
    with gzip.open(shared("cn_gazetteer_pkg", "names_wgs84.csv.gz"), "rt") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [(row["name"], float(row["lon"]), float(row["lat"])) for row in rows if row["class"] != "道路"]


def _wkt(path: list[list[float]]) -> str:
    points = path if len(path) > 1 else [*path, *path]
    return "LINESTRING(" + ", ".join(f"{lon} {lat}" for lat, lon in points) + ")"
