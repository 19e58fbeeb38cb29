"""Walls: paired by a code, scoped by their organisation, silent about callers, dark when shut out."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client
from django.utils import timezone

from dispatch.journal.models import JournalEntry
from dispatch.live.push import push_event
from dispatch.timers.models import Limit, Timer
from dispatch.wall.actions import ALPHABET, WRONG_CODES, note_change, pair_display, revoke_display
from dispatch.wall.door import COOKIE
from dispatch.wall.figures import figures_of_today
from dispatch.wall.incident import incident_scene
from dispatch.wall.models import Display, PairingRequest, Scene
from dispatch.wall.spread import spread
from dispatch.wall.viewer import viewer_of
from tests.dispatch.live_helpers import Seat
from tests.dispatch.wall_helpers import Wall, make_display, paired_browser
from tests.factories import make_incident, make_kind, make_organisation, make_station, make_unit, make_user, point_near
from units.access.refused import Refused
from units.access.scope import may

pytestmark = pytest.mark.django_db


def test_a_screen_shows_a_code_and_becomes_the_wall_when_somebody_types_it(client):
    display, chief, screen = make_display(), make_user("duty_chief"), Client()
    page = screen.get("/wall/hall/").content.decode()
    code = PairingRequest.objects.get().code
    assert f"{code[:3]} {code[3:]}" in page
    assert set(code) <= set(ALPHABET)
    assert screen.get("/wall/code/").json() == {"state": "waiting"}

    client.force_login(chief)
    answer = client.post("/wall/pair/", {"display": display.pk, "code": f" {code[:3].lower()}-{code[3:].lower()}"})
    assert answer.status_code == 302
    told = screen.get("/wall/code/")
    assert told.json() == {"state": "paired", "to": "/wall/hall/"}
    cookie = told.cookies[COOKIE + "hall"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) > 300 * 24 * 3600
    assert cookie.value not in str(Display.objects.values().get())  # only its digest is kept

    assert 'id="wall"' in screen.get("/wall/hall/").content.decode()
    assert screen.get("/wall/hall/config/").json()["organisation"] == "County bureau"
    assert screen.get("/wall/").url == "/wall/hall/"
    entry = JournalEntry.objects.get(verb="display.paired")
    assert (entry.by, entry.subject) == (chief, "display")


def test_a_code_pairs_once_and_lives_ten_minutes():
    display, chief = make_display(), make_user("duty_chief")
    paired_browser(display, by=chief)
    Client().get("/wall/hall/")
    old = PairingRequest.objects.get()
    pair_display(display, old.code, by=chief)
    with pytest.raises(Refused):
        pair_display(display, old.code, by=chief)
    Client().get("/wall/hall/")
    late = PairingRequest.objects.get(granted_at=None)
    PairingRequest.objects.filter(pk=late.pk).update(at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(Refused, match="ten minutes"):
        pair_display(display, late.code, by=chief)


def test_guessing_codes_is_stopped_after_eight_wrong_ones_even_with_the_right_one():
    display, chief = make_display(), make_user("duty_chief")
    Client().get("/wall/hall/")
    right = PairingRequest.objects.get().code
    for _guess in range(WRONG_CODES):
        with pytest.raises(Refused) as refused:
            pair_display(display, "AAAAAA", by=chief)
        assert refused.value.code == "wrong_code"
    with pytest.raises(Refused) as refused:
        pair_display(display, right, by=chief)
    assert refused.value.code == "too_many"
    assert JournalEntry.objects.filter(verb="display.pairing_failed", by=chief).count() == WRONG_CODES
    pair_display(display, right, by=make_user("duty_chief"))  # nobody else is locked out


def test_one_address_cannot_fill_the_table_with_codes():
    for _browser in range(12):
        assert Client().get("/wall/").status_code == 200
    assert Client().get("/wall/").status_code == 429
    assert PairingRequest.objects.count() == 12


def test_only_who_may_pair_does_and_only_displays_of_the_own_branch(client):
    make_display(organisation=make_station("ST2"))
    Client().get("/wall/hall/")
    code, display = PairingRequest.objects.get().code, Display.objects.get()
    for user, status in (
        (make_user("dispatcher"), 403),
        (make_user("duty_chief", organisation=make_station("ST1")), 422),
    ):
        client.force_login(user)
        assert client.post("/wall/pair/", {"display": display.pk, "code": code}).status_code == status
    assert PairingRequest.objects.get().granted_at is None


def test_another_walls_cookie_opens_nothing_and_no_person_does_either(client):
    hall, office = make_display(), make_display("office")
    browser = paired_browser(hall)
    browser.cookies[COOKIE + "office"] = browser.cookies[COOKIE + "hall"].value
    for path in ("config", "figures", "areas", "cameras", "casts"):
        assert browser.get(f"/wall/{hall.name}/{path}/").status_code == 200
        assert browser.get(f"/wall/{office.name}/{path}/").status_code == 403
        client.force_login(make_user("duty_chief"))
        assert client.get(f"/wall/{hall.name}/{path}/").status_code == 403
    for path in ("/console/", "/incidents/", "/api/v1/incidents", "/console/snapshot/", "/journal/"):
        assert browser.get(path).status_code in (302, 401), path
    assert browser.get("/tiles/basemap.json").status_code == 200
    assert Client().get("/tiles/basemap.json").status_code == 302


def test_the_token_changes_daily_and_the_one_before_holds_until_the_new_one_was_used():
    display = make_display()
    browser = paired_browser(display)
    first = browser.cookies[COOKIE + "hall"].value
    browser.get("/wall/hall/config/")
    Display.objects.update(rotated_at=timezone.now() - timedelta(days=2))
    lost = Client()
    lost.cookies[COOKIE + "hall"] = first
    assert lost.get("/wall/hall/config/").cookies[COOKIE + "hall"].value != first
    lost.cookies[COOKIE + "hall"] = first  # the answer never arrived: the old one must still open the door
    Display.objects.update(rotated_at=timezone.now() - timedelta(hours=1))
    assert lost.get("/wall/hall/config/").status_code == 200
    assert COOKIE + "hall" not in lost.get("/wall/hall/config/").cookies


def test_paired_anew_the_browser_before_is_out():
    display = make_display()
    before = paired_browser(display)
    after = paired_browser(display)
    assert before.get("/wall/hall/config/").status_code == 403
    assert after.get("/wall/hall/config/").status_code == 200


def test_the_wall_may_look_and_nothing_else():
    viewer = viewer_of(make_display())
    assert may(viewer, "incident.see")
    assert may(viewer, "unit.see")
    for right in (
        "caller.see",
        "caller.see_confidential",
        "incident.change",
        "incident.take",
        "admin.open",
        "cast.send",
    ):
        assert not may(viewer, right)


def test_the_incident_scene_has_no_word_of_the_caller_and_of_a_confidential_one_no_place():
    display, secret = make_display(), "Li Ming 13900001111"
    plain = make_incident(
        caller_name=secret, description=secret, place_note=secret, place_typed=secret, address="14 Rue Basse"
    )
    hidden = make_incident(address="5 Rue Basse", confidential=True, caller_name=secret, point=point_near(300, 300))
    make_unit("P12", point=point_near(500))
    viewer = viewer_of(display)
    told = incident_scene(viewer, plain)
    assert secret not in str(told)
    assert told["place"] == "14 Rue Basse"
    assert [unit["call_sign"] for unit in told["nearest"]] == ["P12"]
    assert {
        round(one["properties"].get("minutes") or one["properties"]["contour"]) for one in told["rings"]["features"]
    } == {1, 3, 5}
    told = incident_scene(viewer, hidden)
    assert (told["point"], told["place"], told["rings"], told["nearest"]) == (None, "", None, [])
    assert "Rue Basse" not in str(told)


def test_the_incident_scene_of_another_branch_is_not_there():
    browser = paired_browser(make_display(organisation=make_station("ST2")))
    incident = make_incident(organisation=make_station("ST1"))
    assert browser.get(f"/wall/hall/incidents/{incident.code}/").status_code == 404
    incident.shared_with.add(make_station("ST2"))
    assert browser.get(f"/wall/hall/incidents/{incident.code}/").status_code == 200


def test_a_percentile_needs_its_cases():
    assert spread([1, 2, 3, 4]) == {"n": 4, "p50_s": None, "p90_s": None, "longest_s": 4}
    assert spread(range(1, 10))["p90_s"] is None
    assert spread(range(1, 11)) == {"n": 10, "p50_s": 5, "p90_s": 9, "longest_s": 10}
    assert spread([-3, 5])["n"] == 1  # a clock told wrongly
    assert spread([]) == {"n": 0, "p50_s": None, "p90_s": None, "longest_s": None}


def test_figures_count_who_still_waits_beside_the_percentile_and_who_was_within_the_limit():
    now, viewer = timezone.now(), viewer_of(make_display())
    Limit.objects.all().delete()
    kind = make_kind()
    for seconds in range(10, 110, 10):
        opened = max(now - timedelta(minutes=5), timezone.localtime().replace(hour=0, minute=0, second=1))
        incident = make_incident(kind=kind, opened_at=opened, dispatched_at=opened + timedelta(seconds=seconds))
        Timer.objects.create(
            incident=incident,
            organisation=incident.organisation,
            stage="dispatch",
            warn_at=opened,
            alarm_at=opened + timedelta(seconds=60),
            state="stopped",
        )
    make_incident(kind=kind, opened_at=now)
    make_incident(kind=kind, opened_at=now, organisation=make_organisation("ELSEWHERE", parent=None, kind="station"))
    dispatch = figures_of_today(viewer)["times"]["dispatch"]
    assert (dispatch["n"], dispatch["p50_s"], dispatch["p90_s"]) == (10, 50, 90)
    assert (dispatch["within"], dispatch["of"]) == (6, 10)
    assert dispatch["waiting"] == 2
    assert figures_of_today(viewer)["times"]["answer"]["n"] == 0


def test_scenes_set_in_admin_reach_the_wall(client):
    display = make_display()
    browser = paired_browser(display)
    admin = make_user("administrator")
    client.force_login(admin)
    form = {
        "name": "hall", "label_zh": "大厅", "label_en": "Hall", "organisation": display.organisation_id,
        "language": "en", "takeover": "escalated", "takeover_s": "30", "active": "on",
        "scenes-TOTAL_FORMS": "1", "scenes-INITIAL_FORMS": "0", "scenes-MIN_NUM_FORMS": "0", "scenes-MAX_NUM_FORMS": "",
        "scenes-0-order": "1", "scenes-0-kind": "queue", "scenes-0-seconds": "15", "scenes-0-active": "on",
    }  # fmt: skip
    answer = client.post(f"/admin/dispatch/display/{display.pk}/change/", form)
    assert answer.status_code == 302, answer.context["errors"]
    told = browser.get("/wall/hall/config/").json()
    assert [(scene["kind"], scene["seconds"]) for scene in told["scenes"]] == [("queue", 15)]
    assert told["takeover"] == {"from": "escalated", "seconds": 30}
    assert told["version"] == 2
    assert JournalEntry.objects.get(verb="display.changed").by == admin


@pytest.mark.django_db(transaction=True)
def test_on_the_walls_socket_places_are_found_in_the_map_or_not_shown_at_all():
    display = make_display(organisation=make_station("ST1"))
    told = make_incident(place_typed="behind Mr Li's house")
    hidden = make_incident(address="5 Rue Basse", confidential=True)
    elsewhere = make_incident(organisation=make_station("ST2"), address="City hall")
    dispatcher = make_user("dispatcher")

    async def listen() -> None:
        wall, desk = await sync_to_async(Wall)(display), await sync_to_async(Seat)(dispatcher)
        try:
            await desk.connect()
            await wall.connect()
            hello, picture = await wall.frame("hello"), await wall.frame("snapshot")
            assert hello["display"] == {"name": "hall", "version": 1}
            assert hello["build"]
            assert {row["code"] for row in picture["incidents"]} == {told.code, hidden.code}
            assert picture["drafts"] == []
            for subject in (told, hidden, elsewhere):
                await sync_to_async(push_event)("incident.changed", subject)
            heard = {frame["code"]: frame["row"] for frame in await wall.events()}
            assert set(heard) == {told.code, hidden.code}
            for rows in (heard.values(), picture["incidents"]):
                assert "Mr Li" not in str(rows)
                assert "Rue Basse" not in str(rows)
            assert heard[hidden.code]["lon"] is None
            assert heard[told.code]["lon"] is not None
            assert hello["digest"]["incidents"]["count"] == 2  # or the wall would ask for its picture for ever
            picture = await desk.frame("snapshot")
            assert "Mr Li" in str(picture["incidents"])
        finally:
            await wall.disconnect()
            await desk.disconnect()

    async_to_sync(listen)()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["revoked", "paired anew", "switched off", "moved"])
def test_a_wall_that_is_shut_out_is_dark_within_two_seconds(how):
    display, chief = make_display(), make_user("duty_chief")

    def shut() -> None:
        if how == "revoked":
            revoke_display(display, by=chief)
        elif how == "paired anew":
            paired_browser(display, by=chief)
        elif how == "switched off":
            Display.objects.update(active=False)
        else:
            Display.objects.update(organisation=make_station("ST1"))

    async def listen() -> None:
        wall = await sync_to_async(Wall)(display)
        await wall.connect()
        await wall.frame("snapshot")
        await sync_to_async(shut)()
        assert await wall.closed_with(timeout=2) == (4409 if how == "moved" else 4401)

    async_to_sync(listen)()


@pytest.mark.django_db(transaction=True)
def test_a_socket_without_the_walls_token_is_closed_and_a_person_is_no_wall():
    make_display()
    chief = make_user("duty_chief")

    async def knock() -> None:
        for user in (None, chief):
            seat = await sync_to_async(Seat)(user)
            seat.path = "/ws/wall/hall/"
            seat._open()
            await seat.connect()
            assert await seat.closed_with() == 4401

    async_to_sync(knock)()


@pytest.mark.django_db(transaction=True)
def test_the_wall_is_told_that_its_scenes_changed():
    display, admin = make_display(), make_user("administrator")

    async def listen() -> None:
        wall = await sync_to_async(Wall)(display)
        try:
            await wall.connect()
            await wall.frame("snapshot")
            await sync_to_async(Scene.objects.create)(display=display, kind="map")
            await sync_to_async(note_change)(display, by=admin, fields=["scenes"])
            [frame] = await wall.events()
            assert (frame["subject"], frame["version"]) == ("display", 2)
        finally:
            await wall.disconnect()

    async_to_sync(listen)()
