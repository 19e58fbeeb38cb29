"""Strangers must see nothing: every address and every socket message is tried as somebody from another station.

Nothing here is a list of addresses. They are read from the URL configuration; an address whose rows have an owner this
file does not know fails until somebody says whose they are, and so does a new kind of socket message.
"""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib import admin
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from dispatch.assignments.actions import assign_units
from dispatch.assignments.models import Assignment
from dispatch.casts.actions import cast
from dispatch.live.push import SUBJECTS, push_event
from dispatch.playback.models import Playback
from dispatch.reports.models import ResponseReport
from dispatch.timers.models import Alarm, Chain
from dispatch.wall.models import Display
from incidents.calls.models import Call, Draft
from tests.dispatch.live_helpers import Seat, seats
from tests.dispatch.wall_helpers import Wall
from tests.dispatch.warning_helpers import early_warning
from tests.factories import make_incident, make_station, make_unit, make_user
from units.access.models import Role, RoleGrant
from units.cameras.models import Camera
from units.duty.models import Shift
from units.fences.actions import add_fence
from units.fences.models import FenceEvent
from units.terminals.models import Terminal

SECRET = "only for station one"
PK = 123_456  # a key that is nowhere else in a page
SCOPED_BY_ADMIN = ("admin/",)  # tried below, model by model
SIGNING_IN = ("accounts/", "i18n/", "language/", "theme/")
FOR_EVERYBODY = {"healthz", "dispatch:home", "dispatch:terminal_manifest", "dispatch:terminal_worker"}
# A screen that is no wall yet shows a code there, and nothing else.
PAIRING = {"dispatch:wall", "dispatch:wall_code", "dispatch:wall_door"}
# Rows that belong to the whole bureau, not to an organisation: the map and the classification.
UNSCOPED = {"kinds", "methods", "tiles", "static"}
VERBS = {"verb": "sign", "audience": "officer", "event": "shown"}


def addresses(resolver=None, prefix: str = "", names: tuple[str, ...] = ()):
    """``(name, route)`` of every address of the product."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route, (*names, entry.namespace) if entry.namespace else names)
        else:
            yield ":".join([*names, entry.name or "?"]), route


OURS = [one for one in addresses() if not one[1].startswith((*SCOPED_BY_ADMIN, *SIGNING_IN))]
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
WITH_ROWS = [(name, route) for name, route in OURS if PARAMETER.search(route)]
WITHOUT_ROWS = [(name, route) for name, route in OURS if not PARAMETER.search(route) and "path:" not in route]


@pytest.fixture
def world(db):
    """Station one and what belongs to it. Every row carries the secret words or a code of its own."""

    class World:
        station = make_station("ST1")
        dispatcher = make_user("dispatcher")
        unit = make_unit("SECRET-1", organisation=station)
        incident = make_incident(organisation=station, description=SECRET, address=SECRET, caller_name=SECRET)
        officer = make_user("field_officer", organisation=station, username="secret-officer", first_name=SECRET, pk=PK)

    world = World()
    [world.order] = assign_units(world.incident, [world.unit], by=world.dispatcher)
    fields = {"description": {"value": SECRET, "version": 1}}
    world.draft = Draft.objects.create(organisation=world.station, by=world.dispatcher, fields=fields)
    world.call = Call.objects.create(code="C-SECRET-1", organisation=world.station, number="13900005555", line=SECRET)
    world.alarm = Alarm.objects.create(
        pk=PK, organisation=world.station, incident=world.incident, cause="timer.sign", severity="alarm"
    )
    now = timezone.now()
    world.shift = Shift.objects.create(
        pk=PK, unit=world.unit, organisation=world.station, begins_at=now, ends_at=now + timedelta(hours=1), note=SECRET
    )
    world.report = ResponseReport.objects.create(
        pk=PK,
        incident=world.incident,
        assignment=world.order,
        organisation=world.station,
        narrative=SECRET,
        by=world.officer,
    )
    world.camera = Camera.objects.create(
        code="SECRET-CAMERA", name=SECRET, organisation=world.station, point=world.incident.point
    )
    world.chain = Chain.objects.create(organisation=world.station)
    shape = {"kind": "post", "centre": world.incident.point, "radius_m": 50}
    world.fence = add_fence(world.station, by=world.dispatcher, name_zh=SECRET, name_en=SECRET, **shape)
    world.crossing = FenceEvent.objects.create(
        pk=PK,
        fence=world.fence,
        organisation=world.station,
        unit=world.unit,
        kind="enter",
        at=now,
        received_at=now,
        point=world.incident.point,
    )
    world.display = Display.objects.create(
        name="secret-hall", label_zh=SECRET, label_en=SECRET, organisation=world.station
    )
    view = {"bounds": [7.40, 43.72, 7.44, 43.76]}
    world.cast = cast("view", "", "wall", "secret-hall", by=world.dispatcher, view=view, message=SECRET)
    world.terminal = Terminal(label=SECRET, organisation=world.station, unit=world.unit)
    world.terminal.issue_token()
    world.terminal.save()
    began = now - timedelta(hours=1)
    world.history, world.run, world.warning = early_warning(world.station, PK, SECRET)
    world.playback = Playback.objects.create(by=world.dispatcher, since=began, until=now, units=[world.unit.pk])
    return world


@pytest.fixture
def charlie(db):
    """Has every role there is, at another station."""
    charlie = make_user("station_officer", organisation=make_station("ST2"))
    for role in Role.values:
        RoleGrant.objects.get_or_create(user=charlie, role=role, organisation=charlie.organisation)
    return charlie


def owner_of(route: str, parameter: str) -> str:
    """The noun before a parameter: ``incidents/<code>/close/`` → ``incidents``; earlier parameters are passed over."""
    before = PARAMETER.sub("", route[: route.index(parameter)]).strip("/").split("/")
    return next((noun for noun in reversed(before) if noun), "")


def foreign_rows(world) -> dict[str, tuple[object, object]]:
    """By noun of the address: what names a row of station one, and what names none at all."""
    return {
        "incidents": (world.incident.code, "20200101-9999"),
        "assignments": (world.order.code, "20200101-9999-1"),
        "orders": (world.order.code, "20200101-9999-1"),
        "units": (world.unit.call_sign, "NOBODY-1"),
        "officers": (world.officer.pk, 987_654),
        "alarms": (world.alarm.pk, 987_654),
        "calls": (world.call.code, "C20200101-9999"),
        "playback": (world.playback.pk, uuid4()),
        "drafts": (world.draft.pk, uuid4()),
        "shifts": (world.shift.pk, 987_654),
        "reports": (world.report.pk, 987_654),
        "photos": (987_653, 987_654),
        "wall": (world.display.name, "no-such-hall"),
        "casts": (world.cast.pk, 987_654),
        "fences": (world.fence.pk, 987_654),
        "warnings": (world.warning.code, "W20200101-9999"),
        "runs": (world.run.pk, 987_654),
        "history": (world.history.pk, 987_654),
    }


def arguments(route: str, rows: dict[str, tuple[object, object]]) -> tuple[dict, dict] | None:
    """Arguments naming a foreign row, and ones naming none; None for rows that belong to nobody in particular."""
    foreign, absent = {}, {}
    for match in PARAMETER.finditer(route):
        name = match[1] or match[2]
        if name in VERBS:
            foreign[name] = absent[name] = "log-on" if "log-on" in match[0] else VERBS[name]
            continue
        noun = owner_of(route, match[0])
        if noun in UNSCOPED or noun == "":
            return None
        assert noun in rows, f"{route}: whose rows are {noun!r}? Say so in foreign_rows() or UNSCOPED."
        foreign[name], absent[name] = rows[noun]
    return foreign, absent


def same(body: bytes, *names: object) -> str:
    """The body without what differs between two honest answers: the names asked for, tokens, nonces."""
    text = body.decode()
    for name in names:
        text = text.replace(str(name), "…")
    text = re.sub(r'<p class="pairing-code".*?</p>', "", text)
    return re.sub(r'(nonce=|value=|content=)"[A-Za-z0-9_\-+/=]{20,}"', "", text)


def test_a_row_of_another_station_answers_as_if_it_did_not_exist(client, world, charlie):
    client.force_login(charlie)
    rows, leaks = foreign_rows(world), []
    for name, route in WITH_ROWS:
        wanted = arguments(route, rows)
        if wanted is None:
            continue
        for send in (client.get, client.post):
            foreign, absent = (send(reverse(name, kwargs=one)) for one in wanted)
            there = same(foreign.content, *wanted[0].values())
            if (
                foreign.status_code not in (200 if name in PAIRING else 404, 400, 403, 404, 405, 409, 422)
                or foreign.status_code != absent.status_code
                or SECRET in there
                or there != same(absent.content, *wanted[1].values())
            ):
                leaks.append(f"{send.__name__} {route}: {foreign.status_code}, and {absent.status_code} for no row")
    assert leaks == []
    assert not Assignment.objects.filter(steps__by=charlie).exists()


def test_no_list_shows_a_row_of_another_station(client, world, charlie):
    client.force_login(charlie)
    secrets = (
        SECRET,
        "SECRET-1",
        "SECRET-CAMERA",
        "C-SECRET-1",
        "W-SECRET-1",
        world.incident.code,
        str(world.draft.pk),
    )
    leaks = []
    for _name, route in WITHOUT_ROWS:
        answer = client.get(f"/{route}", {"q": "only", "text": "only"})
        told = (b"".join(answer) if answer.streaming else answer.content).decode()
        leaks += [f"{route} tells {secret!r}" for secret in secrets if secret in told]
        leaks += [f"{route} broke"] * (answer.status_code >= 500)
    assert leaks == []


def test_whoever_is_not_signed_in_gets_nothing(client, world):
    rows, leaks = foreign_rows(world), []
    for name, route in OURS:
        if name in FOR_EVERYBODY | PAIRING or route == "api/v1/openapi.json":
            continue
        wanted = arguments(route, rows) if PARAMETER.search(route) else None
        # The map and the classification have rows of nobody in particular: a made-up name will do.
        path = reverse(name, kwargs=wanted[0]) if wanted else "/" + PARAMETER.sub("1", route)
        for send in (client.get, client.post):
            answer = send(path)
            to_sign_in = answer.status_code == 302 and answer.url.startswith("/accounts/login/")
            if not to_sign_in and answer.status_code not in (401, 403, 404, 405):
                leaks.append(f"{send.__name__} {path}: {answer.status_code}")
    assert leaks == []


def test_an_administrator_of_another_station_administers_nothing_here(client, world, charlie):
    client.force_login(charlie)
    rows = {
        type(row): row
        for row in (
            *(world.station, world.unit, world.shift, world.camera, world.terminal, world.officer, world.chain),
            world.display,
            *(world.fence, world.crossing),
        )
    }
    scoped = [model for model in admin.site._registry if _has_owner(model)]
    for model in scoped:
        assert model in rows, f"{model.__name__} is in admin and has an owner: give this test a row of it"
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        listed = client.get(reverse(f"{base}_changelist")).content.decode()
        assert SECRET not in listed
        assert "SECRET-1" not in listed
        assert client.get(reverse(f"{base}_change", args=[rows[model].pk])).status_code in (302, 404)


def _has_owner(model) -> bool:
    return model.__name__ == "Organisation" or any(field.name == "organisation" for field in model._meta.fields)


@pytest.mark.django_db(transaction=True)
def test_no_socket_message_of_another_station_reaches_a_stranger(world, charlie):
    told = (world.incident, world.order, world.unit, world.draft, world.call, world.alarm, world.report)
    told += (world.fence, world.crossing, world.warning)
    rows = {type(row): row for row in told}
    assert set(rows) == set(SUBJECTS), "a new kind of socket message: give this test a row of it"

    async def listen() -> None:
        alice = await sync_to_async(make_user)("dispatcher")
        async with seats(alice, charlie) as [hers, his]:
            assert SECRET not in str(his.picture)
            assert world.incident.code not in str(his.picture)
            for row in rows.values():
                await sync_to_async(push_event)("subject.changed", row)
            assert {frame["subject"] for frame in await hers.events()} == {name for name, *_rest in SUBJECTS.values()}
            assert await his.events() == []

    async_to_sync(listen)()


def test_a_screen_that_is_no_wall_learns_nothing_of_the_wall_whose_name_it_knows(client, world):
    page = client.get("/wall/secret-hall/").content.decode()
    assert "pairing-code" in page
    assert SECRET not in page
    for path in ("config", "figures", "areas", "cameras", "casts", "warnings", f"incidents/{world.incident.code}"):
        assert client.get(f"/wall/secret-hall/{path}/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_wall_of_another_station_hears_nothing_of_this_one(world, charlie):
    rows = [world.incident, world.order, world.unit, world.draft, world.alarm, world.report]
    names = {"label_zh": "二", "label_en": "Two"}
    theirs = Display.objects.create(name="theirs", organisation=charlie.organisation, **names)

    async def listen() -> None:
        walls = [await sync_to_async(Wall)(display) for display in (world.display, theirs)]
        try:
            for wall in walls:
                await wall.connect()
                wall.picture = await wall.frame("snapshot")
            ours, other = walls
            assert world.incident.code in str(ours.picture)
            assert world.incident.code not in str(other.picture)
            for row in rows:
                await sync_to_async(push_event)("subject.changed", row)
            assert {frame["subject"] for frame in await ours.events()} == {"incident", "unit", "alarm"}
            assert await other.events() == []
            impostor = await sync_to_async(Seat)(charlie)
            impostor.path = "/ws/wall/secret-hall/"
            impostor._open()
            await impostor.connect()
            assert await impostor.closed_with() == 4401
        finally:
            for wall in walls:
                await wall.disconnect()

    async_to_sync(listen)()
