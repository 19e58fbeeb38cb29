"""Tokens: who a terminal is, and until when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories as make
from units.terminals.models import Terminal

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone():
    """A terminal that acts for a dispatcher; ``phone.headers`` carry its token."""
    user = make.make_user("dispatcher")
    terminal = Terminal(label="phone", organisation=user.organisation, user=user)
    terminal.headers = {"Authorization": f"Bearer {terminal.issue_token()}"}
    terminal.save()
    return terminal


def test_a_token_has_the_scope_of_its_user(client, phone):
    make.make_unit("P12")
    answer = client.get("/api/v1/units", headers=phone.headers)
    assert [unit["call_sign"] for unit in answer.json()] == ["P12"]


def test_the_token_itself_is_not_stored(phone):
    token = phone.headers["Authorization"].split()[1]
    assert token not in str(Terminal.objects.values().get())


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Bearer"])
def test_a_wrong_token_is_refused_even_beside_a_good_session(client, phone, header):
    client.force_login(phone.user)
    answer = client.get("/api/v1/units", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_stops_at_once(client, phone):
    assert client.get("/api/v1/units", headers=phone.headers).status_code == 200
    Terminal.objects.update(revoked_at=timezone.now())
    assert client.get("/api/v1/units", headers=phone.headers).status_code == 401


def test_a_locked_user_locks_their_tokens(client, phone):
    phone.user.locked_at = timezone.now()
    phone.user.save()
    assert client.get("/api/v1/units", headers=phone.headers).status_code == 401


def test_last_seen_is_written_now_and_then(client, phone, django_assert_max_num_queries):
    client.get("/api/v1/units", headers=phone.headers)
    first = Terminal.objects.get().last_seen
    client.get("/api/v1/units", headers=phone.headers)
    assert Terminal.objects.get().last_seen == first
    Terminal.objects.update(last_seen=first - timedelta(minutes=1))
    client.get("/api/v1/units", headers=phone.headers)
    assert Terminal.objects.get().last_seen > first


def test_a_device_that_acts_for_nobody_sees_nothing(client):
    unit = make.make_unit("P12")
    terminal = Terminal(label="box", organisation=unit.organisation, unit=unit)
    headers = {"Authorization": f"Bearer {terminal.issue_token()}"}
    terminal.save()
    assert client.get("/api/v1/units", headers=headers).status_code == 403
