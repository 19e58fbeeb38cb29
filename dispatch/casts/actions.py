"""Casting, taking down, and the receipts that come back. Rows first; what is pushed is only a word to look."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.casts.models import Cast, Receipt, SubjectKind
from dispatch.casts.subjects import clean_view, find_subject, named
from dispatch.casts.targets import find_target, target_sees
from dispatch.signals import changed
from units.access.refused import Refused
from units.access.scope import may

SHORTEST_MIN, LONGEST_MIN = 1, 12 * 60
EVENTS = {"delivered": "delivered_at", "shown": "shown_at", "seen": "seen_at", "dismissed": "dismissed_at"}


@transaction.atomic
def cast(
    subject_kind: str,
    subject_code: str,
    target_kind: str,
    target_code: str,
    *,
    by,
    view: dict[str, Any] | None = None,
    minutes: int = 10,
    message: str = "",
) -> Cast:
    """Show something somewhere for so many minutes. Who joins later gets it as long as it is in force.

    Raises ``PermissionDenied`` without the right; ``Refused``: ``subject``, ``target`` (not among what the sender may
    see or cast to), ``minutes``, ``view``, ``unseen`` (the target's organisation may not see the subject).
    """
    if not may(by, "cast.send"):
        raise PermissionDenied("cast.send")
    if not SHORTEST_MIN <= minutes <= LONGEST_MIN:
        words = _("Between 1 and 720 minutes: what must stand longer belongs into the wall's scenes.")
        raise Refused(words, code="minutes", field="minutes")
    subject = clean_view(view) if subject_kind == SubjectKind.VIEW else find_subject(subject_kind, subject_code, by)
    if subject is None:
        raise Refused(_("There is nothing of this name that you may see."), code="subject", field="subject")
    target = find_target(target_kind, target_code, by)
    if target is None:
        raise Refused(_("There is nobody of this name that you may cast to."), code="target", field="target")
    if not target_sees(target_kind, target, subject_kind, subject):
        raise _unseen(target_kind, target)
    now = timezone.now()
    row = Cast.objects.create(
        organisation_id=by.organisation_id or _seat_of(by),
        by=by,
        **{subject_kind: subject, f"to_{target_kind}": target},
        message=message.strip()[:200],
        at=now,
        until=now + timedelta(minutes=minutes),
    )
    _tell(row, "cast.sent", by=by, minutes=minutes)
    return row


def _seat_of(user) -> int:
    from units.access.scope import role_grants

    return role_grants(user)[0].organisation_id


def _unseen(target_kind: str, target) -> Refused:
    words = _("%(target)s may not see this: its organisation has no part in it.") % {"target": target}
    remedy = _("Share it first (sending one of that organisation's units does), or cast to somebody who sees it.")
    return Refused(f"{words} {remedy}", code="unseen", field="target", data={"remedy": remedy, "target": target_kind})


@transaction.atomic
def end_cast(row: Cast, *, by) -> Cast:
    """Take it down everywhere, before its time. Ending again changes nothing."""
    row = Cast.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.in_force:
        row.ended_at = timezone.now()
        row.version += 1
        row.save(update_fields=["ended_at", "version"])
        _tell(row, "cast.ended", by=by)
    return row


@transaction.atomic
def note_receipt(row: Cast, event: str, *, wall=None, user=None, terminal=None) -> Receipt:
    """One receiver tells what became of it: ``delivered``, ``shown``, ``seen`` or ``dismissed``, each once.

    The caller has found the cast among those that are for this receiver.
    """
    column, now = EVENTS[event], timezone.now()
    who = {"wall": wall, "user": user, "terminal": terminal}
    try:
        with transaction.atomic():
            receipt, made = Receipt.objects.get_or_create(cast=row, **who, defaults={"delivered_at": now})
    except IntegrityError:  # two windows of one seat at the same moment
        receipt, made = Receipt.objects.get(cast=row, **who), False
    earlier = ["shown_at"] if event in ("seen", "dismissed") else []
    fresh = [name for name in (column, *earlier) if getattr(receipt, name) is None]
    if not made and not fresh:
        return receipt
    for name in fresh:
        setattr(receipt, name, now)
    receipt.save(update_fields=fresh or None)
    Cast.objects.filter(pk=row.pk).update(version=F("version") + 1)
    row.refresh_from_db(fields=["version"])
    told = wall or terminal or user
    _tell(
        row, f"cast.{event}", by=user, receiver=str(getattr(told, "username", None) or getattr(told, "name", told.pk))
    )
    return receipt


def _tell(row: Cast, verb: str, *, by, **facts) -> None:
    target = row.target
    code = next(getattr(target, name) for name in ("call_sign", "username", "code", "name") if hasattr(target, name))
    data = {"subject": row.subject_kind, "code": named(row), "target": row.target_kind, "to": code, **facts}
    changed.send(sender=Cast, verb=verb, subject=row, by=by, data=data)
