"""A wall in a real browser: paired by a code, shows what is cast to it and tells so, gives way to an alarm."""

import pytest
from playwright.sync_api import expect

from dispatch.timers.actions import acknowledge_alarm, raise_alarm
from dispatch.timers.danger import answer_danger, raise_danger
from dispatch.wall.actions import pair_display, revoke_display
from dispatch.wall.models import Display, Scene
from incidents.register.actions import open_incident
from tests.browser.conftest import DESK, WALL
from tests.factories import HERE, make_kind, make_organisation, make_station, make_unit, make_user, point_near
from units.crews.models import Unit

SECOND = 1_000
# Letters that must be read: capitals (0.727 em) of at least 1/60 of the screen's height.
TOO_SMALL = """() => {
  const least = innerHeight / 60 / 0.727 - 0.5;
  const small = [];
  for (const node of document.querySelectorAll(".wall *")) {
    const text = [...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.textContent.trim()).join("");
    const box = node.getBoundingClientRect();
    if (!text || !box.width || node.closest(".leaflet-control-container")) continue;
    const size = parseFloat(getComputedStyle(node).fontSize) * (node.closest(".map-incident") ? innerHeight / 480 : 1);
    if (size < least) small.push(`${node.className} ${text} ${size}`);
  }
  return small;
}"""
OVERFLOWING = """() => [document.documentElement, ...document.querySelectorAll(".w-stage, .w-side, .w-full")]
  .filter((node) => node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.className || node.tagName)"""


@pytest.fixture
def hall(transactional_db) -> Display:
    make_station()
    make_unit("P12", point=point_near(400, 200))
    display = Display.objects.create(
        name="hall",
        label_zh="大厅",
        label_en="Hall",
        organisation=make_organisation(),
        language="en",
        takeover="escalated",
        takeover_s=0,
    )
    for order, kind in enumerate(("map", "queue", "figures"), 1):
        Scene.objects.create(display=display, order=order, kind=kind, seconds=5)
    return display


def test_a_wall_is_paired_without_a_keyboard_and_what_is_cast_to_it_is_flown_to_and_told_back(hall, page_for):
    kind = make_kind("010100", level=1, name_en="Robbery", name_zh="抢劫")
    far = point_near(700, 700)
    incident = open_incident(by=make_user("call_taker"), point=far, kind=kind.code, address="14 Rue Grimaldi")
    screen = page_for(None, viewport=WALL)
    screen.goto("/wall/hall/")
    code = screen.locator(".pairing-code").inner_text()

    chief = page_for(make_user("duty_chief"))
    chief.goto("/wall/pair/?display=hall")
    chief.get_by_label("Code on the wall").fill(code.lower())
    chief.keyboard.press("Enter")
    expect(chief.get_by_text("Hall is paired")).to_be_visible()
    expect(screen.locator("#wall")).to_be_visible(timeout=8 * SECOND)
    for scene in ("map", "queue", "figures"):
        expect(screen.locator(f'#wall[data-scene="{scene}"]')).to_be_visible(timeout=12 * SECOND)
        screen.wait_for_timeout(300)
        assert screen.evaluate(TOO_SMALL) == []
        assert screen.evaluate(OVERFLOWING) == []

    screen.set_viewport_size(DESK)  # drawing 3840 × 2160 without a graphics card leaves no time for anybody else
    desk = page_for(make_user("dispatcher", username="wang"), viewport=DESK)
    desk.goto("/console/")
    expect(desk.locator("#live-mark")).to_have_attribute("data-state", "live", timeout=20 * SECOND)
    desk.locator(f'muster-queue [data-code="{incident.code}"]').click()
    button = desk.locator(f'[data-cast-subject="incident:{incident.code}"]')
    expect(button).to_be_visible()
    desk.keyboard.press("w")
    option = desk.locator('#cast-targets [data-target="wall:hall"]')
    expect(option).to_contain_text("on line")
    desk.keyboard.type("hall")
    desk.keyboard.press("Enter")

    expect(screen.locator('#wall[data-kind="cast"][data-scene="incident"]')).to_be_visible(timeout=3 * SECOND)
    expect(screen.locator(".w-head")).to_contain_text("Robbery")
    expect(screen.locator(".w-unit")).to_contain_text("P12")
    expect(screen.locator(".w-cast")).to_contain_text("Wang")
    expect(desk.locator(".toast", has_text="Hall: shown")).to_be_visible(timeout=3 * SECOND)
    mark = screen.locator(".map-incident.chosen")
    expect(mark).to_be_visible()
    screen.wait_for_timeout(3000)  # the flight
    box, place = screen.locator(".w-map").bounding_box(), mark.bounding_box()
    assert abs(place["x"] + place["width"] / 2 - box["x"] - box["width"] / 2) < box["width"] * 0.1
    assert screen.evaluate(TOO_SMALL) == []

    revoke_display(hall, by=make_user("duty_chief"))
    expect(screen.locator(".pairing-code")).to_be_visible(timeout=5 * SECOND)


def test_an_alarm_takes_the_wall_until_it_is_acknowledged_and_the_round_goes_on(hall, page_for):
    kind = make_kind("010100", level=1, name_en="Robbery", name_zh="抢劫")
    incident = open_incident(by=make_user("call_taker"), point=HERE, kind=kind.code, address="14 Rue Grimaldi")
    screen = page_for(None, viewport=DESK)
    screen.goto("/wall/")
    chief = make_user("duty_chief")
    pair_display(hall, screen.locator(".pairing-code").inner_text(), by=chief)
    expect(screen.locator('#wall[data-kind="map"]')).to_be_visible(timeout=8 * SECOND)
    expect(screen.locator(".w-row")).to_contain_text("14 Rue Grimaldi")

    raise_alarm("timer.sign", incident=incident, severity="alarm")
    screen.wait_for_timeout(700)
    expect(screen.locator("[data-w=banner]")).to_be_hidden()  # this wall gives way to escalations only
    alarm = raise_alarm("timer.dispatch", incident=incident, severity="escalated", data={"limit_s": 60})
    banner = screen.locator("[data-w=banner]")
    expect(banner).to_be_visible(timeout=3 * SECOND)
    expect(banner).to_contain_text("Nobody sent")
    expect(screen.locator(".w-head")).to_contain_text("Robbery")
    screen.wait_for_timeout(6000)  # longer than a scene lasts: the round stands still
    expect(banner).to_be_visible()
    danger = raise_danger(Unit.objects.get(call_sign="P12"), {})
    expect(banner).to_have_attribute("data-danger", "true", timeout=3 * SECOND)  # before anything else
    expect(banner).to_contain_text("P12")
    expect(screen.locator('#wall[data-kind="takeover"][data-scene="map"]')).to_be_visible()
    answer_danger(danger, "safe", by=chief)
    expect(banner).to_contain_text("Nobody sent", timeout=3 * SECOND)
    acknowledge_alarm(alarm, by=chief)
    expect(banner).to_be_hidden(timeout=3 * SECOND)
    expect(screen.locator('#wall[data-kind="takeover"]')).to_have_count(0)


def test_a_wall_that_stands_since_before_a_deploy_loads_the_new_pages_by_itself(hall, page_for):
    deployed, loads = [], []
    screen = page_for(None, viewport=DESK)

    def line(socket) -> None:
        server = socket.connect_to_server()
        first = not deployed
        deployed.append(socket)  # only the first line meets another build than the page's
        server.on_message(lambda text: socket.send(text.replace('"build":"', '"build":"newer-') if first else text))

    screen.route_web_socket(lambda url: "/ws/wall/" in url, line)
    screen.goto("/wall/hall/")
    screen.on("load", lambda: loads.append(screen.url))
    pair_display(hall, screen.locator(".pairing-code").inner_text(), by=make_user("duty_chief"))
    expect(screen.locator('#wall[data-kind="map"]')).to_be_visible(timeout=8 * SECOND)
    before = len(loads)
    for _second in range(25):  # nobody touches anything
        screen.wait_for_timeout(SECOND)
        if len(loads) > before:
            break
    assert len(loads) == before + 1
    expect(screen.locator('#wall[data-down="false"]')).to_be_visible()
    assert len(deployed) == 2


def test_a_wall_says_that_the_server_is_away_and_comes_back_with_what_happened_meanwhile(hall, page_for):
    kind = make_kind("010100", level=1, name_en="Robbery", name_zh="抢劫")
    away, lines = False, []
    screen = page_for(None, viewport=DESK)

    def line(socket) -> None:
        if away:
            socket.close()
        else:
            socket.connect_to_server()
            lines.append(socket)

    screen.route_web_socket(lambda url: "/ws/wall/" in url, line)
    screen.route("**/*", lambda route: route.abort() if away else route.continue_())
    screen.goto("/wall/hall/")
    pair_display(hall, screen.locator(".pairing-code").inner_text(), by=make_user("duty_chief"))
    expect(screen.locator('#wall[data-kind="map"]')).to_be_visible(timeout=8 * SECOND)
    expect(screen.locator("[data-w=side]")).to_contain_text("No open incidents")

    away = True
    lines[-1].close()
    open_incident(by=make_user("call_taker"), point=HERE, kind=kind.code, address="14 Rue Grimaldi")
    expect(screen.locator("[data-w=down]")).to_contain_text("NO LINE", timeout=15 * SECOND)
    expect(screen.locator("#wall")).to_have_attribute("data-down", "true")
    screen.wait_for_timeout(20 * SECOND)  # long enough for several vain attempts
    away = False
    expect(screen.locator("[data-w=down]")).to_be_hidden(timeout=60_000)
    expect(screen.locator(".w-row")).to_contain_text("14 Rue Grimaldi")
