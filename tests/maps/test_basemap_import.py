"""Putting an extract on the map, and refusing what is none."""

import time
from pathlib import Path

import osmium
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from maps.basemap.actions import import_basemap
from maps.basemap.errors import BasemapError
from maps.basemap.models import Basemap

pytestmark = pytest.mark.django_db


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def schemas() -> set[str]:
    return {name for (name,) in rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'basemap%'")}


@pytest.fixture
def monaco(monaco_pbf: Path) -> Basemap:
    return import_basemap(monaco_pbf)


def write_pbf(path: Path, *, streets: int) -> Path:
    """A small extract: two nodes and so many streets between them, one of them a place without any street."""
    with osmium.SimpleWriter(str(path)) as writer:
        writer.add_node(osmium.osm.mutable.Node(id=1, location=(7.42, 43.73), tags={"amenity": "police", "name": "A"}))
        writer.add_node(osmium.osm.mutable.Node(id=2, location=(7.43, 43.74)))
        for number in range(streets):
            tags = {"highway": "residential", "name": f"Street {number}"}
            writer.add_way(osmium.osm.mutable.Way(id=10 + number, nodes=[1, 2], tags=tags))
    return path


def test_monaco_comes_with_streets_addresses_places_cameras_and_wards(monaco: Basemap) -> None:
    assert monaco.counts["streets"] > 2500
    assert monaco.counts["addresses"] >= 334
    assert monaco.counts["buildings"] > 1200
    assert monaco.counts["cameras"] == 14
    assert rows("SELECT count(*) FROM basemap.boundaries WHERE admin_level = 10") == [(6,)]
    assert rows("SELECT count(*) FROM basemap.places WHERE kind = 'police'")[0][0] >= 8
    assert monaco.bounds == pytest.approx([7.409205, 43.72335, 7.448637, 43.75169], abs=1e-5)
    assert len(monaco.sha256) == 64
    assert Basemap.current() == monaco


def test_the_sea_lies_east_of_monaco_and_not_on_its_rock(monaco: Basemap) -> None:
    wet = "SELECT count(*) FROM basemap.water WHERE class = 'sea' AND ST_Intersects(geom, {})"
    spot = "ST_Transform(ST_SetSRID(ST_MakePoint({}, {}), 4326), 3857)"
    assert rows(wet.format(spot.format(7.445, 43.735)))[0][0] == 1
    assert rows(wet.format(spot.format(7.4207, 43.7314)))[0][0] == 0  # the palace


def test_an_address_without_a_street_is_given_the_closest_one(monaco: Basemap) -> None:
    assert rows("SELECT count(*) FROM basemap.addresses WHERE street = '' AND place = ''")[0][0] <= 3
    assert rows("SELECT count(*) FROM basemap.addresses WHERE street_source = 'nearest'")[0][0] > 0


def test_a_second_import_takes_the_place_of_the_first(monaco: Basemap, tmp_path: Path) -> None:
    second = import_basemap(write_pbf(tmp_path / "small.osm.pbf", streets=2))
    assert rows("SELECT name FROM basemap.streets ORDER BY name") == [("Street 0",), ("Street 1",)]
    assert Basemap.current() == second
    assert second.version != monaco.version
    assert schemas() == {"basemap"}


def empty(path: Path, good: bytes) -> None:
    path.write_bytes(b"")


def truncated(path: Path, good: bytes) -> None:
    path.write_bytes(good[: len(good) // 2])


def damaged(path: Path, good: bytes) -> None:
    middle = len(good) // 2
    path.write_bytes(good[:middle] + bytes(b ^ 0x5A for b in good[middle : middle + 400]) + good[middle + 400 :])


def a_web_page(path: Path, good: bytes) -> None:
    path.write_bytes(b"<!doctype html><title>404 Not Found</title>" * 50)


def without_a_street(path: Path, good: bytes) -> None:
    write_pbf(path, streets=0)


def missing(path: Path, good: bytes) -> None:
    path.unlink(missing_ok=True)


@pytest.mark.parametrize("spoil", [empty, truncated, damaged, a_web_page, without_a_street, missing])
def test_a_useless_file_is_refused_by_name_with_a_remedy_and_the_old_map_stays(
    spoil, monaco: Basemap, monaco_pbf: Path, tmp_path: Path
) -> None:
    before = rows("SELECT count(*), max(id) FROM basemap.streets")
    path = tmp_path / "bad.osm.pbf"
    spoil(path, monaco_pbf.read_bytes())
    with pytest.raises(BasemapError, match=r"bad\.osm\.pbf.*extract"):
        import_basemap(path)
    assert rows("SELECT count(*), max(id) FROM basemap.streets") == before
    assert Basemap.current() == monaco
    assert schemas() == {"basemap"}


def test_a_file_with_another_checksum_is_refused(monaco_pbf: Path) -> None:
    with pytest.raises(CommandError, match="SHA-256"):
        call_command("import_basemap", str(monaco_pbf), sha256="00" * 32, quiet=True)
    assert Basemap.current() is None


@pytest.mark.parametrize("extract", ["osm_liechtenstein/liechtenstein_2021", "osm_vancouver/vancouver"])
def test_a_county_is_imported_within_a_minute(extract: str) -> None:
    path = settings.MUSTER["TEST_DATA"] / f"{extract}.osm.pbf"
    if not path.exists():
        pytest.skip(f"{path} is not there: set MUSTER_TEST_DATA.")
    begun = time.monotonic()
    found = import_basemap(path)
    assert time.monotonic() - begun < 60
    assert found.counts["buildings"] > 15_000
