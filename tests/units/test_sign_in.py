"""Signing in: the lock after five failures, the second factor per role, idling."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from dispatch.journal.models import JournalEntry
from tests.factories import make_user
from units.access.lockout import release_user
from units.access.models import LoginFailure, RolePolicy

pytestmark = pytest.mark.django_db
PASSWORD = "muster-test-1"


def sign_in(client, user, password=PASSWORD):
    return client.post("/accounts/login/", {"login": user.username, "password": password})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_lets_in_and_is_journalled(client):
    alice = make_user("dispatcher")
    sign_in(client, alice)
    assert signed_in(client)
    assert JournalEntry.objects.filter(verb="user.signed_in", by=alice).exists()


def test_the_fifth_wrong_password_locks_and_then_the_right_one_is_refused_with_the_remedy(client):
    alice = make_user("dispatcher")
    for _try in range(5):
        answer = sign_in(client, alice, "wrong")
    assert "locked" in answer.content.decode() or "锁定" in answer.content.decode()
    sign_in(client, alice)
    assert not signed_in(client)
    alice.refresh_from_db()
    assert alice.locked_at
    assert JournalEntry.objects.filter(verb="user.locked", subject_code=alice.username).exists()


def test_an_administrator_releases_a_locked_account(client):
    alice = make_user("dispatcher")
    for _try in range(5):
        sign_in(client, alice, "wrong")
    alice.refresh_from_db()
    release_user(alice, by=make_user("administrator"))
    sign_in(client, alice)
    assert signed_in(client)


def test_old_failures_do_not_count(client):
    alice = make_user("dispatcher")
    LoginFailure.objects.bulk_create(
        LoginFailure(user=alice, at=timezone.now() - timedelta(minutes=16)) for _number in range(4)
    )
    sign_in(client, alice, "wrong")
    sign_in(client, alice)
    assert signed_in(client)


def test_the_admin_pages_have_no_door_of_their_own(client):
    """/admin/ sends to the one sign-in page, where lock-out and second factor hold."""
    answer = client.get("/admin/login/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_a_role_that_must_have_a_second_factor_is_led_to_set_it_up(client):
    alice = make_user("dispatcher")
    RolePolicy.objects.create(role="dispatcher", second_factor_required=True)
    client.force_login(alice)
    assert client.get("/console/").url == "/accounts/2fa/totp/activate/"
    TOTP.activate(alice, generate_totp_secret())
    assert client.get("/console/").status_code == 200


def test_a_second_factor_once_set_up_is_asked_for(client):
    alice = make_user("dispatcher")
    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    answer = sign_in(client, alice)
    assert not signed_in(client)
    assert answer.url.startswith("/accounts/2fa/authenticate/")
    code = Authenticator.objects.get(user=alice, type="recovery_codes").wrap().get_unused_codes()[0]
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert signed_in(client)


def test_wrong_codes_lock_the_account_as_wrong_passwords_do(client):
    alice = make_user("dispatcher")
    TOTP.activate(alice, generate_totp_secret())
    sign_in(client, alice)
    for _try in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    alice.refresh_from_db()
    assert alice.locked_at


def test_a_role_with_an_idle_limit_is_signed_out_and_others_are_not(client, monkeypatch):
    RolePolicy.objects.create(role="station_officer", idle_minutes=30)
    sofia = make_user("station_officer")
    client.force_login(sofia)
    client.get("/station/")
    session = client.session
    session["seen_at"] = session["seen_at"] - 31 * 60
    session.save()
    assert client.get("/station/").url.startswith("/accounts/login/")


def test_where_no_mail_is_sent_no_page_promises_one(client, settings):
    english = {"Accept-Language": "en"}
    settings.EMAIL_SET = False
    page = client.get("/accounts/login/", headers=english).content.decode()
    assert "An administrator of your organisation gives you a new one" in page
    assert "/accounts/password/reset/" not in page
    answer = client.post("/accounts/password/reset/", {"email": "a@b.example"}, headers=english)
    assert "An administrator of your organisation" in answer.content.decode()
    settings.EMAIL_SET = True
    assert "/accounts/password/reset/" in client.get("/accounts/login/").content.decode()
