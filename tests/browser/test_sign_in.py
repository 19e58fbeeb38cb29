"""Signing in with a real browser."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password

from tests.factories import make_user


def test_a_call_taker_signs_in_with_name_and_password(page_for):
    # The server of these tests knows only real hashes, not the quick ones of the test process.
    taker = make_user("call_taker")
    taker.password = make_password("a long enough one", hasher=PBKDF2PasswordHasher())
    taker.save()
    page = page_for()
    page.goto("/accounts/login/")
    page.fill("[name=login]", taker.username)
    page.fill("[name=password]", "a long enough one")
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def test_a_stranger_is_led_to_the_sign_in_page(page_for):
    make_user("call_taker")  # an empty bureau would show its first steps instead
    page = page_for()
    page.goto("/")
    assert "/accounts/login/" in page.url
