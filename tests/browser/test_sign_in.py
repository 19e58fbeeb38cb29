"""Signing in with a real browser."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password

from tests.factories import make_user

PASSWORD = "a long enough one"


@pytest.fixture
def taker(transactional_db):
    """The server of these tests knows only real hashes, not the quick ones of the test process."""
    taker = make_user("call_taker")
    taker.password = make_password(PASSWORD, hasher=PBKDF2PasswordHasher())
    taker.save()
    return taker


def sign_in(page, site: str, user) -> None:
    page.goto(f"{site}/accounts/login/")
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def test_a_call_taker_signs_in_with_name_and_password(page_for, taker):
    page = page_for()
    sign_in(page, "", taker)
    page.wait_for_url(lambda url: "/accounts/" not in url)


def test_a_security_key_is_added_and_then_asked_for(page_for, server, taker):
    site = server.replace("127.0.0.1", "localhost")  # a key belongs to a name; browsers refuse it for an address
    page = page_for()
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    touched = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": {"protocol": "ctap2", "transport": "usb", **touched}})
    sign_in(page, site, taker)
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)  # adding a key asks once more who is there
    page.press("[name=password]", "Enter")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/2fa/recovery-codes/")

    page.context.clear_cookies()
    sign_in(page, site, taker)
    page.wait_for_url("**/2fa/authenticate/")
    page.goto(f"{site}/console/")
    assert "/accounts/" in page.url  # the password alone opens nothing
    page.goto(f"{site}/accounts/2fa/authenticate/")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def test_a_stranger_is_led_to_the_sign_in_page(page_for):
    make_user("call_taker")  # an empty bureau would show its first steps instead
    page = page_for()
    page.goto("/")
    assert "/accounts/login/" in page.url
