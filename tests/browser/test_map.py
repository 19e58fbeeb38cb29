"""The map in a real browser: drawn by the product itself, in both themes, under the content security policy."""

import io

from django.contrib.auth import get_user_model
from PIL import Image

from maps.areas.models import Area
from tests.factories import make_area, make_user

POINTS = """async () => {
  const { createMap, MovingLayer, ring, divMarker, onClick, view, fit } = await import("/static/js/maps/map.js");
  const element = document.createElement("div");
  element.id = "second";
  Object.assign(element.style, { position: "fixed", inset: "0", zIndex: 9000 });
  document.body.append(element);
  const map = createMap(element, { center: [7.4226, 43.7374], zoom: 16 });
  await map.ready;
  const layer = new MovingLayer().addTo(map);
  layer.set([{ id: 1, lon: 7.4226, lat: 43.7374, heading: 90, color: "#3ecf8e", letter: "F", label: "P12" },
             { id: 2, lon: 7.4326, lat: 43.7474, heading: 0, color: "#ff0000", letter: "X", label: "P13" }]);
  window.made = { map, layer, picked: [], clicked: [] };
  layer.on("pick", ({ point }) => window.made.picked.push(point.label));
  onClick(map, ({ lon, lat }) => window.made.clicked.push([lon, lat]));
  ring(map, [7.4226, 43.7374], 400);
  divMarker(map, [7.4236, 43.7384], "1", { title: "incident" });
  return view(map);
}"""


def colours(picture: bytes) -> int:
    """How many different colours a screenshot has: an empty map has next to none."""
    return len(Image.open(io.BytesIO(picture)).convert("RGB").resize((400, 225)).getcolors(1 << 20))


def brightness(picture: bytes) -> float:
    return sum(Image.open(io.BytesIO(picture)).convert("L").resize((40, 22)).tobytes()) / 880


def test_the_map_shows_the_town_and_names_openstreetmap_dark_and_light(page_for, monaco_map) -> None:
    page = page_for(make_user("dispatcher"))
    with page.expect_response(lambda answer: ".mvt" in answer.url):
        page.goto("/basemap/")
    page.wait_for_timeout(1500)
    box = page.locator("#map")
    assert "© OpenStreetMap contributors" in box.inner_text()
    pictures = {}
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        page.wait_for_timeout(1200)
        pictures[theme] = box.screenshot()
        assert colours(pictures[theme]) > 100
    assert brightness(pictures["dark"]) < 60
    assert brightness(pictures["light"]) > 180


def test_moving_points_are_found_under_the_pointer_and_glide_to_their_next_place(page_for, monaco_map) -> None:
    page = page_for(make_user("dispatcher"))
    page.goto("/basemap/")
    seen = page.evaluate(POINTS)
    assert abs(seen["lon"] - 7.4226) < 1e-4
    page.wait_for_timeout(300)
    page.mouse.click(960, 540)
    assert page.evaluate("made.picked") == ["P12"]
    assert abs(page.evaluate("made.clicked[0][0]") - 7.4226) < 1e-4
    page.evaluate("made.layer.update([{ id: 1, lon: 7.4246, lat: 43.7374 }])")
    page.wait_for_timeout(1500)
    assert page.evaluate("made.layer.at({ x: 960, y: 540 })") is None
    there = "made.layer.at(made.map.latLngToContainerPoint([43.7374, 7.4246])).label"
    assert page.evaluate(there) == "P12"


def test_without_a_base_map_the_page_says_what_to_do(page_for) -> None:
    page = page_for(make_user("dispatcher"))
    page.goto("/basemap/")
    page.get_by_text("No base map yet").wait_for()


def test_an_administrator_moves_a_corner_of_an_area_in_the_admin(page_for, monaco_map) -> None:
    area = make_area("station")
    before = area.geom.wkt
    page = page_for(get_user_model().objects.create_superuser("root", password="a long one indeed"))
    page.goto(f"/admin/maps/area/{area.pk}/change/")
    page.click(".leaflet-draw-edit-edit")
    handle = page.locator(".leaflet-editing-icon").first.bounding_box()
    page.mouse.move(handle["x"] + 4, handle["y"] + 4)
    page.mouse.down()
    page.mouse.move(handle["x"] + 60, handle["y"] + 40, steps=4)
    page.mouse.up()
    page.click(".leaflet-draw-actions >> text=Save")
    page.click("input[name=_continue]")
    page.locator(".success").wait_for()
    after = Area.objects.get(pk=area.pk).geom
    assert after.wkt != before
    assert after.geom_type == "MultiPolygon"
