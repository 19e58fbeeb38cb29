"""Lock-out (CJIS AC-7): five wrong sign-ins in fifteen minutes lock an account until an administrator releases it."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from units.access.models import LoginFailure
from units.signals import changed

FAILURES = 5
WITHIN = timedelta(minutes=15)


@transaction.atomic
def note_failure(username: str, address: str | None = None) -> None:
    """Count one wrong password or wrong code. The row of the user is locked, so parallel guesses are all counted."""
    users = get_user_model().objects.select_for_update(of=("self",))
    user = users.filter(username__iexact=username).first()
    if user is None:
        return
    now = timezone.now()
    LoginFailure.objects.create(user=user, at=now, address=address)
    changed.send(sender=type(user), verb="user.sign_in_failed", subject=user, by=None, data={})
    if user.locked_at is None and user.login_failures.filter(at__gt=now - WITHIN).count() >= FAILURES:
        user.locked_at = now
        user.save(update_fields=["locked_at"])
        changed.send(sender=type(user), verb="user.locked", subject=user, by=None, data={"failures": FAILURES})


@transaction.atomic
def release_user(user, *, by) -> None:
    """Let a locked user sign in again and forget the failures that locked it."""
    user.locked_at = None
    user.save(update_fields=["locked_at"])
    user.login_failures.all().delete()
    changed.send(sender=type(user), verb="user.released", subject=user, by=by, data={})
