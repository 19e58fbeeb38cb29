"""Shifts: planned by the station, begun and ended by the people on them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from units.access.refused import Refused
from units.crews.actions import set_unit_state
from units.crews.models import Unit, UnitState
from units.duty.models import Shift, ShiftMember
from units.people.models import User
from units.signals import changed


@transaction.atomic
def plan_shift(
    unit: Unit, people: Sequence[User], *, begins_at: datetime, ends_at: datetime, by, note: str = ""
) -> Shift:
    """Put people on a unit for a time; the first one leads. Refused when the unit or a person is taken then."""
    if ends_at <= begins_at:
        raise Refused(_("The shift must end after it begins."), code="time", field="ends_at")
    if not people:
        raise Refused(_("Name at least one officer."), code="nobody", field="people")
    busy = ShiftMember.objects.filter(
        user__in=people, shift__begins_at__lt=ends_at, shift__ends_at__gt=begins_at, shift__logged_off_at=None
    ).select_related("user", "shift__unit")
    for member in busy:
        words = _("%(person)s is on %(unit)s at that time: choose another time or end that shift first.")
        raise Refused(words % {"person": member.user.name, "unit": member.shift.unit}, code="person", field="people")
    shift = Shift(unit=unit, organisation=unit.organisation, begins_at=begins_at, ends_at=ends_at, note=note)
    try:
        with transaction.atomic():
            shift.save()
    except IntegrityError:
        words = _("%(unit)s has another shift at that time: choose another time or end that one first.")
        raise Refused(words % {"unit": unit}, code="unit", field="begins_at") from None
    ShiftMember.objects.bulk_create(
        ShiftMember(shift=shift, user=user, leader=number == 0) for number, user in enumerate(people)
    )
    _announce("shift.planned", shift, by, people=[user.username for user in people])
    return shift


@transaction.atomic
def log_on(shift: Shift, *, by) -> Shift:
    """The crew is aboard: an off-duty unit becomes free. Logging on twice changes nothing."""
    shift = _locked(shift)
    if shift.logged_on_at is None:
        shift.logged_on_at = timezone.now()
        shift.save(update_fields=["logged_on_at"])
        if shift.unit.state == UnitState.OFF:
            set_unit_state(shift.unit, UnitState.FREE, by=by)
        _announce("shift.logged_on", shift, by)
    return shift


@transaction.atomic
def log_off(shift: Shift, *, by) -> Shift:
    """The crew leaves. Refused while the unit has orders: nothing may hang on a unit that nobody is on."""
    shift = _locked(shift)
    if shift.logged_off_at is not None:
        return shift
    if shift.unit.state not in (UnitState.FREE, UnitState.BUSY, UnitState.OFF):
        words = _("%(unit)s still has an order: clear it, return it or hand it over first.")
        raise Refused(words % {"unit": shift.unit}, code="has_order", field="unit")
    now = timezone.now()
    shift.logged_off_at = now
    if now < shift.ends_at:
        shift.ends_at = max(now, shift.begins_at + timedelta(seconds=1))  # the unit is free for the next shift
    shift.save(update_fields=["logged_off_at", "ends_at"])
    set_unit_state(shift.unit, UnitState.OFF, by=by)
    _announce("shift.logged_off", shift, by)
    return shift


@transaction.atomic
def cancel_shift(shift: Shift, *, by) -> None:
    """Take back a shift that has not begun."""
    shift = _locked(shift)
    if shift.logged_on_at is not None:
        raise Refused(_("This shift has begun: log it off instead."), code="begun", field="shift")
    _announce("shift.cancelled", shift, by)
    shift.delete()


def _locked(shift: Shift) -> Shift:
    return Shift.objects.select_for_update(of=("self",)).select_related("unit", "organisation").get(pk=shift.pk)


def _announce(verb: str, shift: Shift, by, **data) -> None:
    facts = {"unit": shift.unit.call_sign, "begins_at": shift.begins_at.isoformat(), **data}
    changed.send(sender=Shift, verb=verb, subject=shift, by=by, data=facts)
