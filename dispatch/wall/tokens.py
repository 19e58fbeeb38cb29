"""The display's token: long-lived, kept by its browser only, changed daily, worthless in the moment of revoking.

A new token holds from its first use; until then the one before does, too: an answer lost on the way locks nobody out.
"""

import hmac
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dispatch.wall.models import Display
from units.terminals.models import digest

ROTATE_EVERY = timedelta(days=1)
GRACE = timedelta(minutes=10)  # requests under way with the old token when the new one was first used
SEEN_EVERY = timedelta(seconds=30)


def display_of(name: str, token: str) -> Display | None:
    """The display with this name, if the token is its own. Notes that it was seen."""
    if not token:
        return None
    display = Display.objects.select_related("organisation").filter(name=name, active=True, revoked_at=None).first()
    if display is None or not display.token_digest:
        return None
    given = digest(token)
    current = hmac.compare_digest(given, display.token_digest)
    if not current and not (_before_holds(display) and hmac.compare_digest(given, display.token_before)):
        return None
    _note(display, current)
    display.by_current_token = current
    return display


def _before_holds(display: Display) -> bool:
    fresh = display.rotated_at is not None and display.rotated_at > timezone.now() - GRACE
    return bool(display.token_before) and (fresh or not display.confirmed)


def _note(display: Display, current: bool) -> None:
    now, changes = timezone.now(), {}
    if current and not display.confirmed:
        changes["confirmed"] = display.confirmed = True
    if display.last_seen is None or now - display.last_seen > SEEN_EVERY:
        changes["last_seen"] = display.last_seen = now
    if changes:
        Display.objects.filter(pk=display.pk).update(**changes)


@transaction.atomic
def rotated(display: Display) -> str | None:
    """A new token when it is time for one; ``None`` when not."""
    if not getattr(display, "by_current_token", False) or not _due(display):
        return None
    row = Display.objects.select_for_update().get(pk=display.pk)
    if row.token_digest != display.token_digest or not row.paired or not _due(row):
        return None
    row.token_before = row.token_digest
    return issue(row)


def _due(display: Display) -> bool:
    return display.confirmed and (display.rotated_at is None or timezone.now() - display.rotated_at > ROTATE_EVERY)


def issue(display: Display) -> str:
    """Set a new token on the (locked) row. It is told once, to the browser, and never stored."""
    token = secrets.token_urlsafe(32)
    display.token_digest, display.rotated_at, display.confirmed = digest(token), timezone.now(), False
    display.save(update_fields=["token_digest", "token_before", "rotated_at", "confirmed"])
    return token
