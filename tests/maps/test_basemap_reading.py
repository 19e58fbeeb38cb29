"""What tags mean: pure functions."""

import pytest
from shapely.geometry import LineString, Point

from maps.basemap.classes import land_class, oneway, real, street_class, water_class
from maps.basemap.interpolate import between
from maps.basemap.kinds import KINDS, kind_of
from maps.basemap.names import names_of
from maps.basemap.sea import seas


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "police"}, "police"),
        ({"amenity": "doctors", "name": "A"}, "clinic"),
        ({"shop": "florist", "name": "A"}, "shop"),
        ({"shop": "jewelry", "name": "A"}, "jewellery"),
        ({"shop": "vacant", "name": "A"}, None),
        ({"office": "diplomatic", "name": "A"}, "embassy"),
        ({"railway": "station", "name": "A"}, "railway_station"),
        ({"building": "yes", "name": "A"}, "building"),
        ({"amenity": "bench"}, None),
        ({"amenity": "something_new", "name": "A"}, "other"),
        ({"highway": "residential", "name": "A"}, None),
    ],
)
def test_a_place_has_one_kind_out_of_our_list(tags: dict[str, str], kind: str | None) -> None:
    assert kind_of(tags) == kind
    assert kind is None or kind in KINDS


def test_streets_are_classed_and_what_is_not_built_is_none() -> None:
    assert street_class({"highway": "primary_link"}) == "primary"
    assert street_class({"highway": "living_street"}) == "minor"
    assert street_class({"highway": "construction"}) is None


def test_a_roundabout_runs_one_way_unless_it_says_otherwise() -> None:
    assert oneway({"junction": "roundabout"}) == 1
    assert oneway({"junction": "roundabout", "oneway": "no"}) == 0
    assert oneway({"oneway": "-1"}) == -1


def test_water_and_land_are_told_apart() -> None:
    assert water_class({"natural": "water", "water": "river"}) == "river"
    assert water_class({"leisure": "swimming_pool"}) == "pool"
    assert land_class({"leisure": "park"}) == "park"
    assert land_class({"building": "yes"}) is None


@pytest.mark.parametrize(("text", "value"), [("12.5 m", 12.5), ("3;4", 3), ("1,5", 1.5), ("high", None), (None, None)])
def test_a_number_is_read_out_of_a_tag(text: str | None, value: float | None) -> None:
    assert real(text) == value


def test_names_prefer_simplified_chinese_and_keep_the_rest() -> None:
    found = names_of({"name": "摩纳哥\n Monaco", "name:zh-Hant": "摩納哥", "name:zh-Hans": "摩纳哥", "alt_name": "M"})
    assert found.name == "摩纳哥 Monaco"
    assert found.zh == "摩纳哥"
    assert found.rest["alt_name"] == "M"
    assert found.rest["zh-Hant"] == "摩納哥"


def test_numbers_between_two_corners_are_spread_along_the_line() -> None:
    line = [(0.0, 0.0), (10.0, 0.0)]
    found = between([("2", line[0]), ("8", line[1])], line, "even")
    assert [number for number, _ in found] == ["4", "6"]
    assert found[0][1] == pytest.approx((10 / 3, 0))


def test_numbers_run_backwards_too_and_letters_give_none() -> None:
    line = [(0.0, 0.0), (10.0, 0.0)]
    assert [n for n, _ in between([("5", line[0]), ("1", line[1])], line, "all")] == ["4", "3", "2"]
    assert between([("A", line[0]), ("C", line[1])], line, "alphabetic") == []


BOX = (0.0, 0.0, 10.0, 10.0)


def test_the_sea_is_on_the_right_of_the_coast() -> None:
    northward = LineString([(5, -1), (5, 11)])  # land west, water east
    wet = seas([northward], BOX)
    assert any(face.contains(Point(8, 5)) for face in wet)
    assert not any(face.contains(Point(2, 5)) for face in wet)


def test_a_coast_that_ends_inside_the_extract_is_led_out_of_it() -> None:
    wet = seas([LineString([(5, 1), (5, 5)]), LineString([(5, 5), (5, 9)])], BOX)
    assert any(face.contains(Point(9, 5)) for face in wet)
    assert not any(face.contains(Point(1, 5)) for face in wet)


def test_an_island_is_land_in_the_sea() -> None:
    island = LineString([(4, 4), (6, 4), (6, 6), (4, 6), (4, 4)])  # counter-clockwise: land inside
    wet = seas([island], BOX)
    assert any(face.contains(Point(1, 1)) for face in wet)
    assert not any(face.contains(Point(5, 5)) for face in wet)


def test_an_extract_without_a_coast_has_no_sea() -> None:
    assert seas([], BOX) == []
