"""Travel times, routes and reach over a real router built from Monaco, and what happens without one."""

import json
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from maps.routing import straight
from maps.routing.answers import NoRoute, RouterDown
from maps.routing.build import build, current
from maps.routing.client import Router
from maps.routing.serve import serve
from maps.routing.travel import reach, travel_times, way

FONTVIEILLE = Point(7.4160, 43.7300, srid=4326)
LARVOTTO = Point(7.4290, 43.7410, srid=4326)
AT_SEA = Point(7.50, 43.60, srid=4326)
NOWHERE = Point(0.0, 0.0, srid=4326)
NOBODY_LISTENS = "http://127.0.0.1:9"


@pytest.fixture
def no_router(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.MUSTER, "ROUTER_URL", NOBODY_LISTENS)


@pytest.fixture
def alice(db: None, client: Client) -> Client:
    client.force_login(get_user_model().objects.create_user(username="alice", password="a long enough one"))
    return client


def test_units_get_a_journey_each_and_those_off_the_roads_get_none(router: str) -> None:
    legs = Router(router).matrix([FONTVIEILLE, AT_SEA, NOWHERE, (7.42, 43.735)], LARVOTTO)

    assert [leg is None for leg in legs] == [False, True, True, False]
    assert 2000 < legs[0].metres < 4000
    assert legs[3].seconds < legs[0].seconds


def test_one_source_without_any_road_does_not_spoil_the_others(router: str) -> None:
    # 60 km out: within the matrix' limit, beyond the search for a road.
    legs = Router(router).matrix([(8.2, 43.6), FONTVIEILLE, (8.2, 43.6), LARVOTTO], LARVOTTO)

    assert [leg is None for leg in legs] == [True, False, True, False]


def test_a_thousand_units_are_answered_in_one_question(router: str) -> None:
    units = [(7.41 + 0.02 * (k % 40) / 40, 43.725 + 0.02 * (k // 40) / 25) for k in range(1000)]

    legs = Router(router).matrix(units, LARVOTTO)

    assert len(legs) == 1000
    assert sum(leg is not None for leg in legs) > 900


def test_a_one_way_street_costs_the_unit_not_the_place(router: str) -> None:
    ends = (7.4189, 43.7330), (7.4225, 43.7360)

    there = Router(router).matrix([ends[0]], ends[1])[0]
    back = Router(router).matrix([ends[1]], ends[0])[0]
    route = Router(router).route(*ends)

    assert there.seconds != back.seconds
    assert abs(route.metres - there.metres) < 30


def test_a_route_is_told_in_both_languages(router: str) -> None:
    chinese = Router(router).route(FONTVIEILLE, LARVOTTO, "zh-hans")
    english = Router(router).route(FONTVIEILLE, LARVOTTO, "en")

    assert chinese.shape == english.shape
    assert len(chinese.shape) > 50
    assert any("环岛" in one.text for one in chinese.manoeuvres)
    assert any("roundabout" in one.text for one in english.manoeuvres)
    assert english.manoeuvres[-1].text.startswith("In ")
    assert "you arrive" in english.manoeuvres[-1].text
    assert sum(one.metres for one in english.manoeuvres) == pytest.approx(english.metres, rel=0.02)


def test_there_is_no_route_to_the_open_sea_but_a_line(router: str) -> None:
    with pytest.raises(NoRoute):
        Router(router).route(FONTVIEILLE, AT_SEA)
    assert way(FONTVIEILLE, AT_SEA, "en").straight


def test_reach_grows_with_the_minutes(router: str) -> None:
    areas, is_straight = reach(FONTVIEILLE, [1, 3, 5])

    assert not is_straight
    assert [one["properties"]["minutes"] for one in areas["features"]] == [5, 3, 1]
    assert all(one["geometry"]["type"] == "Polygon" for one in areas["features"])


def test_a_position_snaps_to_the_nearest_street(router: str) -> None:
    near, far = Router(router).locate([FONTVIEILLE, NOWHERE])

    assert near.street == "Rue du Gabian"
    assert near.metres < 20
    assert far is None


def test_without_a_router_the_straight_line_answers_and_says_so(no_router: None) -> None:
    with pytest.raises(RouterDown):
        Router(NOBODY_LISTENS).matrix([FONTVIEILLE], LARVOTTO)

    legs, is_straight = travel_times([FONTVIEILLE, LARVOTTO], LARVOTTO)

    assert is_straight
    assert legs[0].straight
    assert legs[0].metres == pytest.approx(straight.distance_m(FONTVIEILLE, LARVOTTO) * 1.35)
    assert legs[0].seconds == pytest.approx(legs[0].metres / (35 / 3.6))
    assert legs[1].seconds == 0
    assert way(FONTVIEILLE, LARVOTTO, "en").straight
    assert reach(FONTVIEILLE, [1, 3])[1]


def test_a_straight_line_still_has_something_to_say() -> None:
    english, chinese = (straight.route(FONTVIEILLE, LARVOTTO, language) for language in ("en", "zh-hans"))

    assert [one.text for one in english.manoeuvres] == ["Set off north-east", "In 2.2 km you arrive at the place"]
    assert [one.text for one in chinese.manoeuvres] == ["向东北出发", "2.2 公里后到达目的地"]


def test_a_damaged_extract_leaves_the_old_tiles(monaco_pbf: Path, tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "router"
    monkeypatch.setitem(settings.MUSTER, "ROUTER_DIR", folder)
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(monaco_pbf.read_bytes()[:200_000])
    empty = tmp_path / "empty.osm.pbf"
    empty.touch()
    call_command("build_router", monaco_pbf)
    before = current(folder)

    for wrong in (cut, empty, tmp_path / "absent.osm.pbf"):
        with pytest.raises(CommandError, match="still in use"):
            call_command("build_router", wrong)

    assert current(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == sorted(["current", before.name])


def test_the_router_process_takes_up_new_tiles(monaco_pbf: Path, tmp_path: Path, free_address: str) -> None:
    listen = free_address
    ending = threading.Event()
    process = threading.Thread(target=serve, args=(tmp_path, listen, ending), daemon=True)
    process.start()
    try:
        first = build(monaco_pbf, tmp_path)
        assert answers_from(first, listen)
        second = build(monaco_pbf, tmp_path)
        assert answers_from(second, listen)
        third = build(monaco_pbf, tmp_path)
        assert not first.exists()
        assert second.exists()
        assert answers_from(third, listen)
    finally:
        ending.set()
        process.join(15)
    with pytest.raises(RouterDown):
        Router(f"http://{listen}").matrix([FONTVIEILLE], LARVOTTO)


def answers_from(folder: Path, listen: str) -> bool:
    """Whether, within twenty seconds, a router answers whose tiles are those of ``folder``."""
    pause = threading.Event()
    for _ in range(100):
        serving = [
            json.loads(config.read_bytes())
            for config in Path("/tmp").glob("muster-router-*/valhalla.json")
            if listen in config.read_text() and str(folder) in config.read_text()
        ]
        if serving:
            try:
                return Router(f"http://{listen}").matrix([FONTVIEILLE], LARVOTTO)[0] is not None
            except RouterDown:
                pass
        pause.wait(0.2)
    return False


def test_the_map_gets_the_route_as_geojson(router: str, alice: Client) -> None:
    answer = alice.get(reverse("maps:route"), {"from": "7.4160,43.7300", "to": "7.4290,43.7410"}).json()

    assert answer["geometry"]["type"] == "LineString"
    assert not answer["properties"]["straight"]
    assert {"text", "short", "type", "lon", "lat", "metres"} <= set(answer["properties"]["manoeuvres"][0])


def test_the_map_gets_the_reach_as_geojson(router: str, alice: Client) -> None:
    answer = alice.get(reverse("maps:reach"), {"lon": "7.4160", "lat": "43.7300", "minutes": "1,3"}).json()

    assert answer["type"] == "FeatureCollection"
    assert answer["straight"] is False
    assert len(answer["features"]) == 2


def test_a_dead_router_shows_as_a_straight_line_on_the_map(no_router: None, alice: Client) -> None:
    answer = alice.get(reverse("maps:route"), {"from": "7.4160,43.7300", "to": "7.4290,43.7410"})
    area = alice.get(reverse("maps:reach"), {"lon": "7.4160", "lat": "43.7300"})

    assert answer.json()["properties"]["straight"] is True
    assert area.json()["straight"] is True


@pytest.mark.parametrize(
    "query",
    [
        {"from": "7.4,43.7"},
        {"from": "x,y", "to": "7,43"},
        {"from": "7,43", "to": "200,43"},
        {"from": "nan,1", "to": "1,1"},
    ],
)
def test_an_unreadable_question_gets_a_clear_answer(query: dict[str, str], alice: Client) -> None:
    answer = alice.get(reverse("maps:route"), query)

    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize("minutes", ["", "0", "90", "a", "1,2,3,4,5,6,7,8,9,10,11"])
def test_unreadable_minutes_get_a_clear_answer(minutes: str, alice: Client) -> None:
    answer = alice.get(reverse("maps:reach"), {"lon": "7.4", "lat": "43.7", "minutes": minutes})

    assert answer.status_code == 400


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    for name in ("maps:route", "maps:reach"):
        assert client.get(reverse(name)).status_code == 302
