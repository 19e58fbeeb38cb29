"""The map over HTTP."""

import gzip
import math
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from maps.basemap import cache
from maps.basemap.actions import import_basemap
from maps.basemap.models import Basemap
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def tile_at(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    n = 2**z
    return z, int((lon + 180) / 360 * n), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)


def url(version: str, z: int, x: int, y: int) -> str:
    return f"/tiles/{version}/{z}/{x}/{y}.mvt"


@pytest.fixture
def monaco(monaco_pbf: Path) -> Basemap:
    return import_basemap(monaco_pbf)


@pytest.fixture
def alice(client: Client) -> Client:
    client.force_login(make_user("dispatcher"))
    return client


def test_a_tile_of_the_town_holds_its_streets_their_names_and_its_buildings(alice: Client, monaco: Basemap) -> None:
    answer = alice.get(url(monaco.version, *tile_at(7.4246, 43.7384, 14)), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "immutable" in answer["Cache-Control"]
    data = gzip.decompress(answer.content)
    for word in ("streets", "street_names", "buildings", "water", "Boulevard Princesse Charlotte"):
        assert word.encode() in data


def test_the_farther_away_the_less_is_drawn(alice: Client, monaco: Basemap) -> None:
    far = alice.get(url(monaco.version, *tile_at(7.4246, 43.7384, 10))).content
    assert b"streets" in far
    assert b"buildings" not in far
    assert len(far) < 20_000


def test_a_browser_without_gzip_gets_plain_bytes(alice: Client, monaco: Basemap) -> None:
    answer = alice.get(url(monaco.version, *tile_at(7.4246, 43.7384, 14)))
    assert "Content-Encoding" not in answer
    assert b"streets" in answer.content


def test_a_known_tile_is_not_sent_again(alice: Client, monaco: Basemap) -> None:
    where = url(monaco.version, *tile_at(7.4246, 43.7384, 14))
    etag = alice.get(where)["ETag"]
    assert alice.get(where, headers={"If-None-Match": etag}).status_code == 304


def test_a_tile_is_drawn_once_and_then_taken_from_the_cache(
    alice: Client, monaco: Basemap, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = url(monaco.version, *tile_at(7.4246, 43.7384, 13))
    first = alice.get(where).content
    monkeypatch.setattr(cache, "tile", lambda *_: pytest.fail("drawn again"))
    assert alice.get(where).content == first


def test_a_dead_cache_costs_time_and_no_tile(alice: Client, monaco: Basemap, monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_: object, **__: object) -> None:
        raise ConnectionError("no Redis")

    monkeypatch.setattr(cache.cache, "get", dead)
    monkeypatch.setattr(cache.cache, "set", dead)
    assert cache.cached_tile(monaco.version, *tile_at(7.4246, 43.7384, 14))


def test_nothing_there_is_204_and_nonsense_is_404(alice: Client, monaco: Basemap) -> None:
    assert alice.get(url(monaco.version, *tile_at(100, 10, 14))).status_code == 204
    assert alice.get(url(monaco.version, 3, 8, 0)).status_code == 404
    assert alice.get(url(monaco.version, 99, 0, 0)).status_code == 404
    assert alice.get("/tiles/v/3/-1/0.mvt").status_code == 404


def test_a_console_opened_before_an_import_gets_todays_tiles_but_may_not_keep_them(
    alice: Client, monaco: Basemap
) -> None:
    answer = alice.get(url("an-older-version", *tile_at(7.4246, 43.7384, 14)))
    assert answer.status_code == 200
    assert "no-cache" in answer["Cache-Control"]


def test_the_description_names_the_version_its_tiles_and_the_licence(alice: Client, monaco: Basemap) -> None:
    about = alice.get("/tiles/basemap.json").json()
    assert about["version"] == monaco.version
    assert about["tiles"] == f"/tiles/{monaco.version}/{{z}}/{{x}}/{{y}}.mvt"
    assert about["attribution"] == "© OpenStreetMap contributors"


def test_before_the_first_import_the_map_says_so_instead_of_failing(alice: Client) -> None:
    assert alice.get("/tiles/basemap.json").json()["version"] is None
    assert alice.get(url("v", 3, 1, 1)).status_code == 404
    assert alice.get("/basemap/").status_code == 200


@pytest.mark.parametrize("path", ["/tiles/basemap.json", "/tiles/v/1/0/0.mvt", "/basemap/"])
def test_a_stranger_is_sent_to_the_door(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_a_tile_of_a_whole_city_is_drawn_in_little_time(monaco: Basemap) -> None:
    from maps.basemap.tiles import tile_sql

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("EXPLAIN ANALYZE " + tile_sql(*tile_at(7.4246, 43.7384, 13)))
        took = next(line for (line,) in cursor.fetchall() if line.startswith("Execution Time"))
    assert float(took.split()[2]) < 1000  # ms; measured about 30 on an idle machine
