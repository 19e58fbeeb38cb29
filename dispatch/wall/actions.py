"""Pairing, revoking and changing displays."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.signals import changed
from dispatch.wall.models import Display, PairingFailure, PairingRequest
from dispatch.wall.tokens import issue
from units.access.refused import Refused
from units.terminals.models import digest

ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"  # nothing that is read as something else: no B 8, I 1, O 0, S 5, Z 2
CODE_LENGTH = 6  # 26^6 is 309 million codes, of which a handful live at a time
WRONG_CODES = 8
WITHIN = timedelta(minutes=15)
REQUESTS_PER_ADDRESS = 12


def ask_for_pairing(wanted: str, address: str | None) -> tuple[PairingRequest, str]:
    """``(request, secret)`` for a browser that is no display yet. The secret goes into its cookie.

    Raises ``Refused`` (``too_many``) when one address asks without end.
    """
    horizon = timezone.now() - PairingRequest.LIFE
    PairingRequest.objects.filter(at__lt=horizon).delete()
    if PairingRequest.objects.filter(address=address).count() >= REQUESTS_PER_ADDRESS:
        raise Refused(_("Too many codes were asked for from here. Wait ten minutes."), code="too_many")
    secret = secrets.token_urlsafe(32)
    while True:
        code = "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH))
        fields = {"wanted": wanted[:30], "address": address, "secret_digest": digest(secret)}
        request, made = PairingRequest.objects.get_or_create(code=code, defaults=fields)
        if made:
            return request, secret


def pairing_of(secret: str) -> PairingRequest | None:
    """The request of the browser with this secret, while its code lives."""
    living = PairingRequest.objects.filter(at__gt=timezone.now() - PairingRequest.LIFE)
    return living.select_related("display").filter(secret_digest=digest(secret)).first() if secret else None


def pair_display(display: Display, code: str, *, by) -> PairingRequest:
    """Let the browser that shows ``code`` be this display. What was paired with it before is shut out then.

    Raises ``Refused``: ``wrong_code``, and ``too_many`` after eight wrong codes in a quarter of an hour.
    """
    since = timezone.now() - WITHIN
    if PairingFailure.objects.filter(by=by, at__gt=since).count() >= WRONG_CODES:
        words = _("Too many wrong codes. Wait a quarter of an hour, or ask somebody else who may pair.")
        raise Refused(words, code="too_many", field="code")
    typed = "".join(code.split()).replace("-", "").upper()
    with transaction.atomic():
        waiting = PairingRequest.objects.select_for_update().filter(
            code=typed, at__gt=timezone.now() - PairingRequest.LIFE, granted_at=None
        )
        request = waiting.first()
        if request is not None:
            request.display, request.granted_at, request.granted_by = display, timezone.now(), by
            request.save(update_fields=["display", "granted_at", "granted_by"])
            facts = {"address": request.address}
            changed.send(sender=Display, verb="display.paired", subject=display, by=by, data=facts)
            return request
    _note_failure(display, by)
    words = _("No wall shows this code. Codes live ten minutes: type the one that is on the wall now.")
    raise Refused(words, code="wrong_code", field="code")


@transaction.atomic
def _note_failure(display: Display, by) -> None:
    PairingFailure.objects.filter(at__lt=timezone.now() - WITHIN).delete()
    PairingFailure.objects.create(by=by)
    changed.send(sender=Display, verb="display.pairing_failed", subject=display, by=by, data={})


@transaction.atomic
def redeem(request: PairingRequest) -> str | None:
    """The token for the browser whose request was granted: once."""
    taken, _rows = PairingRequest.objects.filter(pk=request.pk, granted_at__isnull=False).delete()
    if not taken:
        return None
    display = Display.objects.select_for_update().get(pk=request.display_id)
    display.paired_at, display.paired_by, display.revoked_at = timezone.now(), request.granted_by, None
    display.token_before = ""
    display.save(update_fields=["paired_at", "paired_by", "revoked_at"])
    return issue(display)


@transaction.atomic
def revoke_display(display: Display, *, by) -> None:
    """Shut the browser out: its socket is closed by the watch of each process within two seconds."""
    display = Display.objects.select_for_update().get(pk=display.pk)
    display.revoked_at, display.token_digest, display.token_before = timezone.now(), "", ""
    display.save(update_fields=["revoked_at", "token_digest", "token_before"])
    changed.send(sender=Display, verb="display.revoked", subject=display, by=by, data={})


@transaction.atomic
def note_change(display: Display, *, by, fields: list[str]) -> None:
    """Display or scenes were changed in admin: journalled, and the wall reads itself anew."""
    Display.objects.filter(pk=display.pk).update(version=F("version") + 1)
    display.refresh_from_db(fields=["version"])
    changed.send(sender=Display, verb="display.changed", subject=display, by=by, data={"fields": fields})
