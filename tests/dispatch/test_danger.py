"""Officer in danger: who sees it, how soon, and how it ends."""

import time

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse
from django.utils import timezone

from dispatch.journal.models import JournalEntry
from dispatch.timers.models import Alarm
from tests import factories as make
from tests.dispatch.live_helpers import seats
from units.terminals.danger import declare_danger
from units.terminals.models import Terminal

pytestmark = pytest.mark.django_db


def terminal_of(unit=None) -> Terminal:
    terminal = Terminal(label="radio", organisation=make.make_station(), unit=unit)
    terminal.issue_token()
    terminal.save()
    return terminal


def press(terminal, unit=None, **place) -> None:
    declare_danger(terminal, unit and unit.pk, at=timezone.now().timestamp(), **place)


def answer(client, alarm, said):
    return client.post(reverse("dispatch:alarm_danger", args=[alarm.pk]), {"answer": said})


@pytest.fixture
def desk(client):
    client.force_login(make.make_user("dispatcher"))
    return client


def test_a_pressed_button_rings_once_per_unit_with_unit_and_place():
    first, second = make.make_unit("P12"), make.make_unit("P13")
    press(terminal_of(first), first, lon=7.421, lat=43.736)
    press(terminal_of(first), first)
    press(terminal_of(second), second)
    alarms = list(Alarm.objects.order_by("unit__call_sign"))
    assert [(alarm.unit.call_sign, alarm.count, alarm.severity) for alarm in alarms] == [
        ("P12", 2, "alarm"),
        ("P13", 1, "alarm"),
    ]
    assert alarms[1].data["place"] == [7.42, 43.735]  # the last position known
    assert JournalEntry.objects.filter(verb="unit.in_danger").count() == 3


def test_who_speaks_for_no_unit_rings_all_the_same():
    press(terminal_of())
    press(terminal_of())
    assert [alarm.data["of"] for alarm in Alarm.objects.all()] == ["radio", "radio"]


def test_it_cannot_be_dismissed_without_saying_what_was_done(desk):
    unit = make.make_unit("P12")
    press(terminal_of(unit), unit)
    alarm = Alarm.objects.get()
    for said in ("", "go away"):
        assert answer(desk, alarm, said).status_code == 409
    plain = desk.post(reverse("dispatch:alarm_acknowledge", args=[alarm.pk]))
    assert (plain.status_code, plain.json()["code"]) == (409, "answer")
    alarm.refresh_from_db()
    assert alarm.acknowledged_at is None
    assert alarm.ended_at is None


def test_help_on_its_way_keeps_it_open_and_safe_ends_it(desk):
    unit = make.make_unit("P12")
    terminal = terminal_of(unit)
    press(terminal, unit)
    alarm = Alarm.objects.get()
    assert answer(desk, alarm, "helping").json()["ended"] is False
    press(terminal, unit)  # pressed again: it rings again
    alarm.refresh_from_db()
    assert (alarm.acknowledged_at, alarm.count) == (None, 2)
    assert answer(desk, alarm, "safe").json()["ended"] is True
    assert answer(desk, alarm, "safe").status_code == 409
    press(terminal, unit)
    assert Alarm.objects.filter(ended_at=None).count() == 1
    assert Alarm.objects.count() == 2


def test_a_stranger_can_neither_see_nor_answer(client):
    unit = make.make_unit("P12")
    press(terminal_of(unit), unit)
    client.force_login(make.make_user("dispatcher", organisation=make.make_station("ST2")))
    assert answer(client, Alarm.objects.get(), "safe").status_code == 404


@pytest.mark.django_db(transaction=True)
async def test_every_seat_above_hears_of_it_within_two_seconds():
    unit = await sync_to_async(make.make_unit)("P12")
    terminal = await sync_to_async(terminal_of)(unit)
    alice, bob = [await sync_to_async(make.make_user)("dispatcher") for _one in "ab"]
    async with seats(alice, bob) as open_seats:
        began = time.monotonic()
        await sync_to_async(press)(terminal, unit, lon=7.421, lat=43.736)
        for seat in open_seats:
            rows = [frame["row"] for frame in await seat.events() if frame["subject"] == "alarm"]
            assert (rows[0]["unit"], rows[0]["place"], rows[0]["cause"]) == ("P12", [7.421, 43.736], "danger")
        assert time.monotonic() - began < 2
