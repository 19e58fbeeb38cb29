"""What a unit is doing. While it has orders these say; else people say: free, busy with something, off duty."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from units.access.refused import Refused
from units.crews.models import Unit, UnitState
from units.signals import changed

CHOSEN_BY_PEOPLE = (UnitState.FREE, UnitState.BUSY, UnitState.OFF)


def set_unit_state(unit: Unit, state: str, *, by=None, reason: str = "", at: datetime | None = None) -> Unit:
    """Write the state as derived (from orders, by the floor above) or chosen; announces only a real change.

    Locks the row. ``unit`` is brought up to date.
    """
    with transaction.atomic(savepoint=False):
        row = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        before = row.state
        if before != state or row.state_reason != reason:
            row.state, row.state_reason = state, reason
            if before != state:
                row.state_since = at or timezone.now()
            row.version += 1
            row.save(update_fields=["state", "state_reason", "state_since", "version"])
            changed.send(
                sender=Unit,
                verb="unit.state_changed",
                subject=row,
                by=by,
                data={"from": before, "to": str(state), "reason": reason},
            )
    for field in ("state", "state_reason", "state_since", "version"):
        setattr(unit, field, getattr(row, field))
    return unit


def declare_unit_state(unit: Unit, state: str, *, by, reason: str = "", at: datetime | None = None) -> Unit:
    """A person says what the unit is doing. Raises `Refused` while it has an order, or for busy without a reason."""
    if state not in CHOSEN_BY_PEOPLE:
        raise Refused(_("This state follows from an order; it cannot be chosen."), code="not_chosen", field="state")
    if state == UnitState.BUSY and not reason.strip():
        raise Refused(_("Say what the unit is busy with."), code="reason_missing", field="reason")
    with transaction.atomic():
        row = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        if row.state not in CHOSEN_BY_PEOPLE:
            raise Refused(
                _("%(unit)s has an order (%(state)s): finish, return or cancel the order first.")
                % {"unit": row.call_sign, "state": row.get_state_display()},
                code="has_order",
                field="state",
            )
        return set_unit_state(unit, state, by=by, reason=reason.strip(), at=at)
