"""The pure half of the address search: folding, reading, comparing."""

import pytest

from maps.geocoding.coordinates import read_coordinates
from maps.geocoding.fold import fold, scripts
from maps.geocoding.labels import address_label
from maps.geocoding.numbers import Number, covered, read_number
from maps.geocoding.parse import parse
from maps.geocoding.rank import agreement

MONACO = (7.40, 43.72, 7.45, 43.76)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bd. des Moulins", "Boulevard des Moulins"),
        ("Av. Princesse Grâce", "avenue princesse grace"),
        ("R. Grimaldi", "Rue Grimaldi"),
        ("St. Martins-Ring", "Sankt Martins Ring"),
        ("Main St", "Main Street"),
        ("W 4th Ave", "West 4th Avenue"),
        ("Landstr.", "Landstraße"),
        ("Granville St N", "Granville Street North"),
        ("友誼大馬路", "友谊大马路"),
        ("１４号", "14号"),
    ],
)
def test_spellings_of_one_name_fold_to_one_text(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_name_in_two_scripts_is_known_by_either_half() -> None:
    assert scripts("大學大馬路 Avenida da Universidade") == ["大學大馬路", "Avenida da Universidade"]
    assert scripts("Rue Grimaldi") == scripts("友谊大马路") == []


@pytest.mark.parametrize(
    ("typed", "number", "street"),
    [
        ("14 rue grimaldi", Number(14), "rue grimaldi"),
        ("rue Grimaldi 14", Number(14), "rue grimaldi"),
        ("Rue Grimaldi 14号", Number(14), "rue grimaldi"),
        ("14bis, bd des Moulins", Number(14, "bis"), "boulevard des moulins"),
        ("25 bis Bd Albert 1er", Number(25, "bis"), "boulevard albert 1er"),
        ("Landstr. Nr. 75 Ruggell", Number(75), "landstrasse ruggell"),
        ("n° 5 avenue du 3 septembre", Number(5), "avenue du 3 septembre"),
        ("West 4th Ave 2386", Number(2386), "west 4th avenue"),
        ("14rue grimaldi", Number(14), "rue grimaldi"),
        ("友谊大马路14号", Number(14), "友谊大马路"),
        ("友谊大马路 14 號", Number(14), "友谊大马路"),
        ("31-33 Avenue des Papalins", Number(31), "avenue des papalins"),
        ("9-1551 Johnston Street", Number(1551), "johnston street"),
        ("2444M ain Street", Number(2444), "m ain street"),
    ],
)
def test_a_house_number_is_found_wherever_it_stands(typed: str, number: Number, street: str) -> None:
    assert (number, street) in [(reading.number, reading.text) for reading in parse(typed).addresses]


def test_every_text_can_also_be_a_plain_name() -> None:
    for typed in ("14 rue grimaldi", "Avenue du 3 Septembre", "7", "4号楼"):
        assert parse(typed).addresses[-1].number is None


@pytest.mark.parametrize(
    ("typed", "pair"),
    [
        ("grimaldi & suffren", ("grimaldi", "suffren")),
        ("rue A1 × rue B2", ("rue a1", "rue b2")),
        ("Oak St and W 41st Ave", ("oak street", "west 41st avenue")),
        ("corner of Oak Street / Main Street", ("oak street", "main street")),
        ("angle de la rue Grimaldi et rue Suffren", ("la rue grimaldi", "rue suffren")),
        ("Landstrasse Ecke Dorfstrasse", ("landstrasse", "dorfstrasse")),
        ("友谊大马路和高美士街路口", ("友谊大马路", "高美士街")),
        ("友誼大馬路 與 高美士街 交叉口", ("友谊大马路", "高美士街")),
        ("和平路和人民路路口", ("和平路", "人民路")),
    ],
)
def test_a_crossing_is_read_in_every_way_people_write_it(typed: str, pair: tuple[str, str]) -> None:
    assert pair in parse(typed).crossings


@pytest.mark.parametrize(
    "typed",
    [
        "43.7384, 7.4246", "7.4246 43.7384", "43.7384,7.4246", "43,7384".replace(",", ".") + " / 7.4246",
        "N43.7384 E7.4246", "7.4246E 43.7384N", "lat 43.7384 lon 7.4246", "lon=7.4246, lat=43.7384",
        "经度7.4246 纬度43.7384", "北纬43.7384° 东经7.4246°", "经度：7.4246，纬度：43.7384",
        "43°44'18.24\"N 7°25'28.56\"E", "43°44′18.24″ 7°25′28.56″", "北纬43度44分18.24秒 东经7度25分28.56秒",
    ],
)  # fmt: skip
def test_coordinates_are_read_in_every_order_and_writing(typed: str) -> None:
    found = read_coordinates(typed, MONACO)[0]

    assert (found.lon, found.lat) == pytest.approx((7.4246, 43.7384), abs=1e-6)


def test_bare_coordinates_that_fit_both_ways_are_listed_both_ways() -> None:
    assert [(one.lon, one.lat) for one in read_coordinates("43.7384, 7.4246")] == [(7.4246, 43.7384), (43.7384, 7.4246)]
    assert [(one.lon, one.lat) for one in read_coordinates("116.4 39.9")] == [(116.4, 39.9)]


@pytest.mark.parametrize("typed", ["14 rue grimaldi", "120 33", "95, 200.5", "12.5", "", "N43.7 N7.4", "10.0.0.1"])
def test_what_is_no_position_is_not_taken_for_one(typed: str) -> None:
    assert read_coordinates(typed) == []


def test_house_numbers_are_read_as_doors_write_them() -> None:
    assert read_number("14 bis") == Number(14, "bis")
    assert read_number("34 b") == Number(34, "b")
    assert read_number("Villa Rosa") is None
    assert [number.value for number in covered("12-16")] == [12, 16]
    assert [number.value for number in covered("4 1855")] == [4, 1855]
    assert [number.value for number in covered("3/1")] == [3]


@pytest.mark.parametrize(
    ("street", "label"),
    [
        ("Rue Grimaldi", "14 Rue Grimaldi"),
        ("West 4th Avenue", "14 West 4th Avenue"),
        ("Landstrasse", "Landstrasse 14"),
        ("友谊大马路", "友谊大马路14号"),
    ],
)
def test_addresses_are_written_as_is_usual_there(street: str, label: str) -> None:
    assert address_label(street, "14") == label


def score(typed: str, name: str, context: str = "") -> float:
    return agreement(fold(typed).split(), fold(name).split(), frozenset(fold(context).split())).score


def test_the_same_name_scores_one_and_any_order_nearly() -> None:
    assert score("rue grimaldi", "Rue Grimaldi") == 1.0
    assert score("ruegrimaldi", "Rue Grimaldi") == 1.0
    assert 0.95 < score("grimaldi rue", "Rue Grimaldi") < 1.0


def test_a_typing_error_costs_less_than_another_street() -> None:
    assert score("rue grimadli", "Rue Grimaldi") > 0.85 > score("rue grimaldi", "Rue Grimald Forum")
    assert score("West 13th Avenue", "West 13th Avenue") > score("West 13th Avenue", "West 12th Avenue") + 0.1
    assert score("友谊大马路", "友谊大马路") > score("友谊大马路", "友谊桥大马路") > 0.7


def test_the_town_is_understood_and_the_kind_of_way_may_be_left_out() -> None:
    assert score("rue grimaldi monaco", "Rue Grimaldi", "Monaco La Condamine") == 1.0
    assert score("澳门友谊大马路", "友谊大马路", "澳门") == 1.0
    assert score("grimaldi", "Rue Grimaldi") > score("grimaldi", "Grimaldi Forum")


def test_a_name_half_typed_is_recognised() -> None:
    assert score("rue grim", "Rue Grimaldi") > 0.75 > score("rue grim", "Rue Basse")
