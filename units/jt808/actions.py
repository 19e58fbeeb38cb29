"""Who a vehicle terminal is: registering, naming its code, leaving; and admitting those that nobody knew."""

import secrets

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from units.access.refused import Refused
from units.jt808.messages import Registered, Registering
from units.jt808.models import Registration, UnknownDevice
from units.signals import changed
from units.terminals.models import Terminal, digest

MOST_UNKNOWN = 200


def register(phone: str, said: Registering, *, address: str | None) -> tuple[Registered, str]:
    """The result, and when it is DONE the code that the device has to name from now on.

    The first registration binds the device's own number to the phone number: who knows only the latter gets no code.
    """
    with transaction.atomic():
        known = Registration.objects.select_for_update(of=("self",)).select_related("terminal__organisation")
        row = known.filter(phone=phone, terminal__revoked_at=None).first()
        if row is None:
            note_unknown(phone, said, address=address)
            return Registered.NO_SUCH_TERMINAL, ""
        if row.plate and said.plate and row.plate != said.plate:
            return Registered.NO_SUCH_VEHICLE, ""
        if row.device and row.device != said.device:
            return Registered.TERMINAL_TAKEN, ""
        code = secrets.token_hex(10)
        row.device, row.maker, row.model = said.device, said.maker, said.model
        row.code_digest, row.registered_at = digest(code), timezone.now()
        row.save(update_fields=["device", "maker", "model", "code_digest", "registered_at"])
        facts = {"label": row.terminal.label, "phone": phone}
        changed.send(sender=Terminal, verb="terminal.registered", subject=row.terminal, by=None, data=facts)
        return Registered.DONE, code


def note_unknown(phone: str, said: Registering, *, address: str | None) -> None:
    """Remember who knocked; of many only the last ``MOST_UNKNOWN``, so that no flood fills the table."""
    now = timezone.now()
    facts = {"plate": said.plate, "device": said.device, "maker": said.maker, "model": said.model}
    facts = {name: value[:60] for name, value in facts.items()}
    row, made = UnknownDevice.objects.get_or_create(phone=phone, defaults={**facts, "address": address})
    if not made:
        UnknownDevice.objects.filter(pk=row.pk).update(last_seen=now, times=F("times") + 1, address=address, **facts)
    elif UnknownDevice.objects.count() > MOST_UNKNOWN:
        kept = UnknownDevice.objects.order_by("-last_seen").values("pk")[:MOST_UNKNOWN]
        UnknownDevice.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def authenticate(phone: str, code: str) -> int | None:
    """The terminal with this phone number and code, unless it is revoked (see ``queries.bindings`` for its user)."""
    found = Registration.objects.filter(phone=phone, terminal__revoked_at=None).exclude(code_digest="")
    row = found.values("terminal_id", "code_digest").first()
    if row is None or not secrets.compare_digest(row["code_digest"], digest(code)):
        return None
    return row["terminal_id"]


def forget_registration(registration: Registration, *, by=None) -> None:
    """The code counts no more and any device may register next: after a change of the device, or when it signs off."""
    with transaction.atomic():
        registration.code_digest, registration.device = "", ""
        registration.save(update_fields=["code_digest", "device"])
        facts = {"label": registration.terminal.label, "phone": registration.phone}
        changed.send(sender=Terminal, verb="terminal.unregistered", subject=registration.terminal, by=by, data=facts)


@transaction.atomic
def admit(device: UnknownDevice, *, by) -> Terminal:
    """A terminal of the admitting person's organisation for a device that knocked; its unit is chosen afterwards."""
    if Registration.objects.filter(phone=device.phone).exists():
        raise Refused(f"{device.phone} is a terminal already.", code="admitted", field="phone")
    terminal = Terminal(label=f"{device.plate} {device.phone}".strip()[:80], organisation=by.organisation)
    terminal.issue_token()  # shown to nobody: it speaks JT/T 808 only, until somebody issues another one
    terminal.save()
    Registration.objects.create(
        terminal=terminal, phone=device.phone, plate=device.plate[:20], device=device.device, maker=device.maker
    )
    device.delete()
    facts = {"label": terminal.label, "phone": device.phone}
    changed.send(sender=Terminal, verb="terminal.admitted", subject=terminal, by=by, data=facts)
    return terminal
