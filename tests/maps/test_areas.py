"""Areas: which hold a point, areas out of boundaries, areas and places in files and in the admin."""

import json
from pathlib import Path

import pytest
import tablib
from django.contrib.gis.geos import Point, Polygon
from django.core.management import CommandError, call_command

from maps.areas.actions import import_areas
from maps.areas.models import Area
from maps.areas.queries import areas_at
from maps.areas.resources import AreaResource
from maps.basemap.actions import import_basemap
from maps.geojson import as_multi, collection, feature, read_geometry
from maps.places.models import Place
from maps.places.resources import PlaceResource
from tests.factories import HERE, make_area, point_near

pytestmark = pytest.mark.django_db


def test_the_smallest_area_that_holds_a_point_comes_first() -> None:
    make_area("county", half_m=5000)
    make_area("beat", half_m=300)
    make_area("station", half_m=1000)
    make_area("elsewhere", centre=point_near(50_000, 0))
    assert [area.code for area in areas_at(HERE)] == ["beat", "station", "county"]
    assert areas_at(Point(0, 0, srid=4326)) == []


def test_the_wards_of_monaco_become_areas_and_a_second_time_only_refreshes_them(monaco_pbf: Path) -> None:
    import_basemap(monaco_pbf)
    areas = import_areas(10, kind="ward")
    assert len(areas) == 6
    Area.objects.filter(code="monte-carlo").update(kind="station", name_zh="?")
    import_areas(10, kind="ward")
    again = Area.objects.get(code="monte-carlo")
    assert Area.objects.count() == 6
    assert again.kind == "station"
    assert again.name_zh != "?"


def test_areas_without_a_base_map_are_refused_with_the_remedy() -> None:
    with pytest.raises(CommandError, match="import_basemap"):
        call_command("import_areas", level=10)


def test_areas_survive_the_way_through_a_file() -> None:
    make_area("county", half_m=5000)
    make_area("station", parent=Area.objects.get(code="county"))
    before = {area.code: area.geom for area in Area.objects.all()}
    sheet = tablib.Dataset().load(AreaResource().export(Area.objects.order_by("code")).csv, format="csv")
    Area.objects.all().delete()
    result = AreaResource().import_data(sheet, raise_errors=True)
    assert result.totals["new"] == 2
    assert Area.objects.get(code="station").parent.code == "county"
    assert all(area.geom.equals_exact(before[area.code], 1e-6) for area in Area.objects.all())


def test_a_row_with_a_broken_outline_is_named_and_nothing_is_taken() -> None:
    sheet = tablib.Dataset(headers=["code", "name_zh", "name_en", "kind", "area_type", "parent", "geom"])
    sheet.append(["a", "甲", "A", "ward", "urban", "", "POLYGON((nonsense"])
    result = AreaResource().import_data(sheet)
    assert result.has_errors() or result.has_validation_errors()
    assert not Area.objects.exists()


def test_places_come_from_a_file_with_their_aliases_and_swapped_degrees_are_refused() -> None:
    sheet = tablib.Dataset(headers=["id", "name", "name_zh", "name_en", "kind", "lon", "lat", "aliases"])
    sheet.append(["", "Casino", "赌场", "Casino", "casino", "7.4284", "43.7393", "大赌场; the big house"])
    PlaceResource().import_data(sheet, raise_errors=True)
    place = Place.objects.get()
    assert place.source == "import"
    assert {alias.name for alias in place.aliases.all()} == {"大赌场", "the big house"}
    sheet = tablib.Dataset(headers=sheet.headers)
    sheet.append(["", "Casino", "", "", "casino", "43.7393", "170.4284", ""])
    assert PlaceResource().import_data(sheet).has_errors()
    assert Place.objects.count() == 1


def test_the_admin_draws_an_area_without_any_inline_script(admin_client) -> None:
    area = make_area("station")
    page = admin_client.get(f"/admin/maps/area/{area.pk}/change/")
    html = page.content.decode()
    assert 'class="leaflet-container-default admin-map"' in html
    assert "js/maps/admin-map.js" in html
    assert "<script>" not in html
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]


def test_geojson_has_lon_before_lat_and_six_decimals() -> None:
    found = collection([feature(Point(7.123456789, 43.7, srid=4326), {"code": "A"}, ident=1)])
    assert json.loads(json.dumps(found))["features"][0]["geometry"]["coordinates"] == [7.123457, 43.7]


def test_geometry_is_read_from_geojson_and_wkt_and_refused_in_words() -> None:
    square = Polygon.from_bbox((0, 0, 1, 1))
    assert as_multi(read_geometry(square.geojson)).num_geom == 1
    assert read_geometry(square.wkt).srid == 4326
    with pytest.raises(ValueError, match="Neither GeoJSON nor WKT"):
        read_geometry("{broken")
    with pytest.raises(ValueError, match="polygon"):
        as_multi(Point(0, 0))
