"""The deeds on a call that an exchange reports: it rings, somebody takes it, or the caller gives up and is called back.

Every deed may be told twice, late, or by two people at once: the call's row is locked, the first one counts.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.calls.models import Call, Channel, Draft
from incidents.register.numbers import next_code
from incidents.register.refusal import refusal
from incidents.signals import changed

OLDEST = timedelta(days=1)
CLOCKS_DIFFER = timedelta(seconds=60)


@transaction.atomic
def ring_call(
    *,
    organisation,
    number: str = "",
    line: str = "",
    rang_at: datetime | None = None,
    channel: str = Channel.VOICE_110,
    reference: str = "",
    by=None,
) -> Call:
    """A call rings. ``number`` is empty when the caller withholds it. The same ``reference`` again is the same call.

    Raises ``Refused`` for a time that cannot be: an exchange whose clock is wrong must be told.
    """
    now = timezone.now()
    call = Call(
        organisation=organisation,
        channel=channel,
        number=number,
        caller_phone=number,
        line=line,
        reference=reference,
        began_at=_believable("rang_at", rang_at or now, now),
    )
    known = Call.objects.filter(organisation=organisation, reference=reference) if reference else Call.objects.none()
    if known.exists():
        return known.get()
    try:
        with transaction.atomic():
            call.code = next_code(now, prefix="C")
            call.save()
    except IntegrityError:  # told twice at the same moment
        return known.get()
    _tell(call, "call.rang", by=by, data={"line": line, "channel": channel})
    return call


@transaction.atomic
def take_call(call: Call, *, by) -> Draft:
    """Answer a ringing call, or call back a missed one: its form, with the number filled in. Twice is once.

    Missed calls of the same number are settled with it: whoever is on the line need not be called back. Raises
    ``Refused`` when somebody else was quicker.
    """
    call = Call.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=call.pk)
    if call.answered_at or call.called_back_at:
        return _form_of(call, by)
    now = timezone.now()
    if call.ringing:
        call.answered_at, verb = now, "call.answered"
    else:
        call.called_back_at, verb = now, "call.called_back"
    call.by = by
    fields = {"caller_phone": call.number, "channel": call.channel}
    first = {"version": 1, "by": by.pk, "editor": "", "at": now.isoformat()}
    draft = Draft.objects.create(
        by=by,
        organisation=call.organisation,
        answers=call,
        fields={name: {"value": value, **first} for name, value in fields.items() if value},
        opened_at=now,
    )
    _save(call, ["answered_at", "called_back_at", "by"])
    _tell(call, verb, by=by, data={"waited_s": _waited_s(call, now), "draft": str(draft.pk)})
    changed.send(sender=Draft, verb="draft.opened", subject=draft, by=by, data={"call": call.code})
    _settle_others(call, by, now)
    return draft


@transaction.atomic
def end_call(call: Call, *, at: datetime | None = None, by=None) -> Call:
    """The line is free again. A call that nobody had answered is missed now, and stays until it is called back."""
    call = Call.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=call.pk)
    if call.ended_at is not None:
        return call
    now = timezone.now()
    missed = call.ringing
    call.ended_at = max(_believable("ended_at", at or now, now), call.began_at)
    _save(call, ["ended_at"])
    _tell(call, "call.missed" if missed else "call.ended", by=by, data={"waited_s": _waited_s(call, call.ended_at)})
    return call


def _form_of(call: Call, by) -> Draft:
    draft = Draft.objects.filter(answers=call).first()
    if draft is not None and call.by_id == by.pk:
        return draft
    raise refusal(
        "call",
        _("%(name)s has taken this call already.") % {"name": call.by.name if call.by else "–"},
        _("Take the next one."),
        code="taken",
        call=call.code,
    )


def _settle_others(call: Call, by, now: datetime) -> None:
    """The same person had tried before and given up."""
    if not call.number:
        return
    missed = Call.objects.waiting().filter(number=call.number, organisation=call.organisation, ended_at__isnull=False)
    for other in missed.exclude(pk=call.pk).select_for_update(skip_locked=True, of=("self",)).order_by("pk"):
        other.called_back_at, other.by = now, by
        _save(other, ["called_back_at", "by"])
        _tell(other, "call.reached", by=by, data={"call": call.code})


def _believable(field: str, at: datetime, now: datetime) -> datetime:
    if now - OLDEST <= at <= now + CLOCKS_DIFFER:
        return min(at, now)
    raise refusal(
        field,
        _("The time %(at)s is not near the present.") % {"at": at.isoformat()},
        _("Set the clock of the exchange; give times with their offset."),
        code="invalid",
    )


def _waited_s(call: Call, until: datetime) -> int:
    return max(0, round((until - call.began_at).total_seconds()))


def _save(call: Call, columns: list[str]) -> None:
    call.version += 1
    call.save(update_fields=[*columns, "version"])


def _tell(call: Call, verb: str, *, by, data: dict) -> None:
    changed.send(sender=Call, verb=verb, subject=call, by=by, data=data)
