"""What Django and allauth announce about signing in."""

from allauth.mfa.signals import authentication_failed as second_factor_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from units.access.lockout import note_failure
from units.signals import changed


def _address(request) -> str | None:
    return request.META.get("REMOTE_ADDR") or None if request is not None else None


@receiver(user_login_failed)
def count_wrong_password(sender, credentials, request=None, **kwargs) -> None:
    note_failure(credentials.get("username") or "", _address(request))


@receiver(second_factor_failed)
def count_wrong_code(sender, request, user, **kwargs) -> None:
    note_failure(user.username, _address(request))


@receiver(user_logged_in)
def announce_sign_in(sender, request, user, **kwargs) -> None:
    changed.send(sender=sender, verb="user.signed_in", subject=user, by=user, data={})


@receiver(user_logged_out)
def announce_sign_out(sender, request, user, **kwargs) -> None:
    if user is not None:
        changed.send(sender=sender, verb="user.signed_out", subject=user, by=user, data={})
