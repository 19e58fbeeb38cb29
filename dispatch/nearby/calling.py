"""Whom to call, and at which number. That somebody was shown a person's number is a deed, and journalled."""

from typing import NamedTuple

from units.crews.models import Unit
from units.duty.nearby import leader_aboard, officer_on_duty
from units.signals import read

RIGHT = "person.call"


class Number(NamedTuple):
    """``number`` is empty when none is known; ``person``: somebody's own, not an office's."""

    name: str
    number: str
    person: bool


def number_of_unit(user, call_sign: str) -> Number:
    """Of who leads the unit now, else of its organisation. Raises ``Unit.DoesNotExist``. Call it in a transaction."""
    unit = Unit.objects.visible_to(user, RIGHT).select_related("organisation").get(call_sign=call_sign, active=True)
    person = leader_aboard(user, call_sign, RIGHT)
    if person is None:
        return Number(unit.organisation.name, unit.organisation.phone, False)
    return _told(user, person, unit.call_sign)


def number_of_officer(user, pk: int) -> Number:
    """Of a person on duty. Raises ``User.DoesNotExist``. Call it in a transaction."""
    return _told(user, officer_on_duty(user, pk, RIGHT), "")


def _told(user, person, unit: str) -> Number:
    if person.telephone:
        read.send(sender=type(person), subject=person, by=user, purpose="call", data={"unit": unit})
    return Number(person.name, person.telephone, True)
