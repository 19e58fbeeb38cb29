"""What an administrator sees and does about devices: the log in words, strangers, revoking."""

import time

import pytest
from django.urls import reverse

from tests import factories as make
from units.jt808.actions import note_unknown
from units.jt808.messages import Registering
from units.jt808.models import Registration, UnknownDevice
from units.positions import stream
from units.positions.taking import take
from units.positions.writer import Writer
from units.terminals import log
from units.terminals.models import LETTERS, Terminal


@pytest.fixture(autouse=True)
def empty_stream():
    client = stream.connection()
    yield
    client.delete(stream.key(), *client.keys(log.key(0).replace(":0:", ":*:")))


@pytest.fixture
def admin(client):
    client.force_login(make.make_user("administrator"))
    return client


def phone(unit) -> Terminal:
    terminal = Terminal(label="phone", organisation=unit.organisation, unit=unit)
    terminal.issue_token()
    terminal.save()
    return terminal


@pytest.mark.django_db(transaction=True)
def test_the_log_says_in_words_what_became_of_each_fix(admin):
    terminal, now = phone(make.make_unit("P12", point=None)), time.time()
    good = {"lon": 7.42, "lat": 43.735, "at": now, "battery": 0.5}
    changes = [{}, {"lat": 44.9, "at": now + 1}, {"at": now + 7200}, {"lon": 0.0, "lat": 0.0}, {"fixed": False}]
    take(terminal, [{**good, **change} for change in changes] + [{**good, "lat": 91}], now)
    page = reverse("admin:units_terminal_log", args=[terminal.pk])
    assert admin.get(page).content.decode().count("the verdict comes when it is stored") == 5
    writer = Writer()
    assert writer.begin()
    writer.step()
    writer.end()
    told = admin.get(page).content.decode()
    for words in ("shown", "no vehicle can have come there", "in the future", "0°, 0°", "it has no fix", "latitude"):
        assert words in told
    assert "the verdict comes" not in told
    assert "50 %" in told


@pytest.mark.django_db
def test_the_log_of_another_bureau_is_not_shown(client):
    terminal = phone(make.make_unit("P12"))
    client.force_login(make.make_user("administrator", organisation=make.make_station("ST2")))
    answer = client.get(reverse("admin:units_terminal_log", args=[terminal.pk]))
    assert answer.status_code == 302


@pytest.mark.django_db
def test_the_list_of_fixes_is_bounded():
    terminal = phone(make.make_unit("P12"))
    for _turn in range(3):
        take(terminal, [{"lon": 7.42, "lat": 43.735, "at": time.time()}] * 150, time.time())
    assert stream.connection().llen(log.key(terminal.pk)) == log.LENGTH


@pytest.mark.django_db
def test_a_stranger_is_admitted_by_one_click_and_only_by_a_bureau(admin, client):
    note_unknown("13900139000", Registering("M", "m", "TRK1", "京B12345"), address="10.0.0.7")
    url = reverse("admin:units_unknowndevice_admit", args=[UnknownDevice.objects.get().pk])
    client.force_login(make.make_user("administrator", organisation=make.make_station("ST2")))
    client.post(url)
    assert "13900139000" not in client.get(reverse("admin:units_unknowndevice_changelist")).content.decode()
    assert not Registration.objects.exists()
    client.force_login(make.make_user("administrator"))
    assert url in client.get(reverse("admin:units_unknowndevice_changelist")).content.decode()
    client.get(url)
    assert not Registration.objects.exists()  # a look is no deed
    answer = client.post(url)
    row = Registration.objects.get()
    assert answer.url == reverse("admin:units_terminal_change", args=[row.terminal_id])
    assert (row.phone, row.plate, row.device) == ("13900139000", "京B12345", "TRK1")


@pytest.mark.django_db
def test_a_token_is_shown_once_with_what_to_type_where(admin):
    terminal = phone(make.make_unit("P12"))
    data = {"action": "issue", "_selected_action": [terminal.pk]}
    page = admin.post(reverse("admin:units_terminal_changelist"), data, follow=True).content.decode()
    assert "/osmand/" in page
    assert "/owntracks/" in page
    assert any(set(word) <= set(LETTERS + "-") and word.count("-") == 5 for word in page.split())
    data["action"] = "revoke"
    admin.post(reverse("admin:units_terminal_changelist"), data)
    terminal.refresh_from_db()
    assert terminal.revoked_at is not None
