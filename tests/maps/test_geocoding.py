"""The address search over real extracts: Monaco, Liechtenstein, Macau's streets, names around Beijing."""

import random
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.contrib.gis.geos import Point
from django.test import Client
from django.urls import reverse as url_of

from maps.geocoding.evaluate import geocoding_hit_rate
from maps.geocoding.fold import fold, scripts
from maps.geocoding.hanzi import simplify
from maps.geocoding.match import MatchKind
from maps.geocoding.reverse import reverse
from maps.geocoding.search import search
from maps.places.models import Place, PlaceAlias
from maps.routing.straight import distance_m
from tests.maps.extracts import chinese_names, load, load_macau, rolled_back, shared

SEED = 20231225


@pytest.fixture(scope="module")
def monaco(django_db_setup, django_db_blocker, monaco_pbf) -> Iterator[None]:
    with django_db_blocker.unblock(), rolled_back():
        load(monaco_pbf)
        yield


@pytest.fixture
def liechtenstein(db: None) -> None:
    load(shared("osm_liechtenstein", "liechtenstein_2021.osm.pbf"))


@pytest.fixture
def alice(monaco: None, db: None, client: Client) -> Client:
    client.force_login(get_user_model().objects.create_user(username="alice"))
    return client


# Tests that need no map come first, then Liechtenstein and Macau, then Monaco, which stays to the end of the module.


def test_without_a_map_coordinates_and_the_bureaus_own_places_are_found(db: None) -> None:
    Place.objects.create(name="Old mill", name_zh="老磨坊", kind="attraction", point=Point(7.42, 43.73, srid=4326))

    assert search("43.7384, 7.4246")[0].kind is MatchKind.COORDINATES
    assert search("old mil", language="en")[0].label == "Old mill"
    assert search("老磨房")[0].label == "老磨坊"
    assert search("rue grimaldi 14") == []
    assert search("  ") == search("'; --") == []
    assert reverse(Point(7.42, 43.73, srid=4326)) is None


def test_an_alias_finds_its_place_and_says_so(db: None) -> None:
    place = Place.objects.create(name="Stade Louis II", kind="stadium", point=Point(7.4157, 43.7277, srid=4326))
    PlaceAlias.objects.create(place=place, name="the big bowl")
    PlaceAlias.objects.create(place=place, name="大碗")

    for typed in ("the big bowl", "teh big bowl", "大碗"):
        found = search(typed, language="en")[0]
        assert (found.kind, found.label, found.ref) == (MatchKind.ALIAS, "Stade Louis II", f"place:{place.pk}")
    assert "the big bowl" in search("big bowl", language="en")[0].detail


def test_chinese_place_names_are_found_with_a_typing_error(db: None) -> None:
    dice = random.Random(SEED)
    sample = dice.sample([one for one in chinese_names() if len(one[0]) >= 5], 400)
    Place.objects.bulk_create(
        Place(name=name, kind="other", point=Point(lon, lat, srid=4326)) for name, lon, lat in sample
    )
    wrong = [(name, with_error) for name, _, _ in sample[:100] if first(with_error := misspelt(name, dice)) != name]

    assert all(first(name) == name for name, _, _ in sample[:100])
    assert len(wrong) <= 10, wrong


def test_addresses_of_liechtenstein_come_first_at_least_95_times_in_100(liechtenstein: None) -> None:
    as_written, with_error = geocoding_hit_rate(200, SEED), geocoding_hit_rate(200, SEED, typo=True)

    assert as_written.share >= 0.95, as_written.missed
    assert with_error.share >= 0.85, with_error.missed
    # One street name, many towns: what is near comes first, and the town decides when it is typed.
    vaduz, ruggell = Point(9.5209, 47.1410, srid=4326), Point(9.5254, 47.2386, srid=4326)
    assert distance_m(search("Landstrasse", near=ruggell)[0].point, ruggell) < 3_000
    assert "Vaduz" in search("Landstrasse 101", near=vaduz)[0].detail
    assert "Ruggell" in search("Landstrasse 101", near=ruggell)[0].detail
    assert "Ruggell" in search("Landstr. 75, Ruggell")[0].detail
    assert "Ruggell" in search("Landstr. 75, Rugell", near=vaduz)[0].detail
    assert len({match.detail for match in search("Landstrasse", limit=8)}) > 3


def test_macaus_streets_are_found_in_either_script_and_where_they_cross(db: None) -> None:
    names = [name for name in load_macau() if scripts(name)]
    dice = random.Random(SEED)
    for name in dice.sample(names, 60):
        chinese, portuguese = scripts(name)
        assert fold(chinese) in fold(first(chinese)), chinese
        assert fold(chinese) in fold(first(simplify(chinese))), chinese
        assert fold(portuguese) in fold(first(portuguese)), portuguese
    for typed in ("友谊大马路和宋玉生广场路口", "友誼大馬路 與 宋玉生廣場 交叉口", "友谊大马路/宋玉生广场"):
        crossing = search(typed)[0]
        assert crossing.kind is MatchKind.CROSSING
        assert "友誼大馬路" in crossing.label
    assert search("澳门友谊大马路14号")[0].number == "14"
    assert not search("友谊大马路14号")[0].verified


def test_addresses_of_monaco_come_first_at_least_95_times_in_100(monaco: None) -> None:
    as_written, with_error = geocoding_hit_rate(200, SEED), geocoding_hit_rate(200, SEED, typo=True)

    assert as_written.share >= 0.95, as_written.missed
    assert with_error.share >= 0.85, with_error.missed


@pytest.mark.parametrize(
    ("typed", "kind", "label"),
    [
        ("45 rue grimaldi", MatchKind.ADDRESS, "45 Rue Grimaldi"),
        ("rue grimaldi 45", MatchKind.ADDRESS, "45 Rue Grimaldi"),
        ("Rue Grimaldi 45号", MatchKind.ADDRESS, "45 Rue Grimaldi"),
        ("45, R. Grimaldi, Monaco", MatchKind.ADDRESS, "45 Rue Grimaldi"),
        ("grimaldi 45", MatchKind.ADDRESS, "45 Rue Grimaldi"),
        ("25bis Bd Albert 1er", MatchKind.ADDRESS, "25 bis Boulevard Albert 1er"),
        ("Av. Princesse Grâce", MatchKind.STREET, "Avenue Princesse Grace"),
        ("grace princesse avenue", MatchKind.STREET, "Avenue Princesse Grace"),
        ("rue grim", MatchKind.STREET, "Rue Grimaldi"),
        ("grimaldi & suffren", MatchKind.CROSSING, "Rue Grimaldi × Rue Suffren Reymond"),
        ("rue suffren reymond x rue grimaldi", MatchKind.CROSSING, "Rue Suffren Reymond × Rue Grimaldi"),
        ("corner of rue grimaldi and suffren reymnd", MatchKind.CROSSING, "Rue Grimaldi × Rue Suffren Reymond"),
        ("Grimaldi和Suffren路口", MatchKind.CROSSING, "Rue Grimaldi × Rue Suffren Reymond"),
        ("stade louis 2", MatchKind.PLACE, "Stade Louis-II"),
        ("43.7384 7.4246", MatchKind.COORDINATES, "43.738400, 7.424600"),
        ("7.4246, 43.7384", MatchKind.COORDINATES, "43.738400, 7.424600"),
    ],
)
def test_what_callers_say_in_monaco(typed: str, kind: MatchKind, label: str, monaco: None) -> None:
    found = search(typed, language="en")[0]

    assert (found.kind, found.label) == (kind, label)
    assert 7.40 < found.point.x < 7.45
    assert found.uncertainty_m > 0


def test_a_number_that_is_not_known_is_estimated_and_says_so(monaco: None) -> None:
    known, missing = search("45 rue grimaldi", language="en")[0], search("14 rue grimaldi", language="en")[0]

    assert known.verified
    assert missing.label == "14 Rue Grimaldi"
    assert not missing.verified
    assert missing.uncertainty_m > known.uncertainty_m
    assert "6, 34" in missing.detail
    far = search("815 rue grimaldi", language="en")[0]
    assert not far.verified


def test_a_point_is_named_by_the_door_then_the_street_then_the_place_near_it(monaco: None) -> None:
    door = search("25 bis Boulevard Albert 1er", language="en")[0].point

    at_door = reverse(door, language="en")
    at_sea = reverse(Point(7.45, 43.72, srid=4326), language="en")

    assert (at_door.kind, at_door.label) == (MatchKind.ADDRESS, "25 bis Boulevard Albert 1er")
    assert at_sea.kind is MatchKind.PLACE
    assert at_sea.uncertainty_m > 1_000
    assert reverse(Point(0, 0, srid=4326)) is None


def test_the_intake_form_gets_matches_as_json(alice: Client) -> None:
    answer = alice.get(url_of("maps:geocode"), {"q": "45 rue grimaldi", "lon": "7.42", "lat": "43.73"}).json()
    first_match = answer["matches"][0]

    assert first_match["label"] == "45 Rue Grimaldi"
    assert {"detail", "kind", "lon", "lat", "uncertainty_m", "score", "verified", "ref"} <= set(first_match)
    assert alice.get(url_of("maps:geocode"), {"q": ""}).json() == {"matches": []}
    assert alice.get(url_of("maps:geocode"), {"q": "x", "lon": "east", "lat": "1"}).status_code == 400


def test_a_click_on_the_map_gets_its_words_as_json(alice: Client) -> None:
    answer = alice.get(url_of("maps:reverse"), {"lon": "7.4160", "lat": "43.7300"}).json()

    assert "Rue du Gabian" in answer["match"]["label"]
    assert alice.get(url_of("maps:reverse"), {"lon": "0", "lat": "0"}).json() == {"match": None}
    assert alice.get(url_of("maps:reverse"), {"lon": "200", "lat": "0"}).status_code == 400


def test_strangers_are_asked_to_sign_in(db: None, client: Client) -> None:
    for name in ("maps:geocode", "maps:reverse"):
        assert client.get(url_of(name)).status_code == 302


def first(typed: str) -> str:
    """Label of the first match, or ''."""
    matches = search(typed)
    return matches[0].label if matches else ""


def misspelt(name: str, dice: random.Random) -> str:
    """One Chinese character replaced, left out, or swapped with its neighbour."""
    at, edit = dice.randrange(len(name) - 1), dice.choice(("replace", "leave out", "swap"))
    if edit == "replace":
        return name[:at] + "某" + name[at + 1 :]
    if edit == "leave out":
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
