"""For which units a sender may speak, and where a unit went."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils import timezone

from units.access.scope import may
from units.crews.models import Unit
from units.duty.models import ShiftMember
from units.terminals.models import Terminal

TRACK = """
    SELECT at, received_at, lon, lat, speed, heading, accuracy, verdict
      FROM units_track
     WHERE unit_id = %(unit)s AND at >= %(since)s AND at < %(until)s
     ORDER BY at, received_at LIMIT %(limit)s
"""
FIELDS = ("at", "received_at", "lon", "lat", "speed", "heading", "accuracy", "verdict")


def units_of_sender(user, terminal: Terminal | None, call_signs: Iterable[str]) -> dict[str, int] | None:
    """Call sign → id of the units in service that this sender may send positions for; ``None``: for none whatever.

    A gateway: of ``call_signs``, those in its organisation's branch. A device on board: its unit. A person who may
    send positions: the unit of the shift they are on now.
    """
    units = Unit.objects.filter(active=True)
    if terminal is not None and terminal.gateway:
        units = units.filter(call_sign__in=call_signs, organisation__path__startswith=terminal.organisation.path)
    elif terminal is not None and terminal.unit_id is not None:
        units = units.filter(pk=terminal.unit_id)
    elif may(user, "position.send"):
        units = units.filter(pk__in=_units_on_shift(user))
    else:
        return None
    return dict(units.values_list("call_sign", "pk"))


def _units_on_shift(user):
    now = timezone.now()
    running = ShiftMember.objects.filter(
        user=user, shift__begins_at__lte=now, shift__ends_at__gt=now, shift__logged_off_at=None
    )
    return running.values("shift__unit")


def track(unit: Unit, since: datetime, until: datetime, *, limit: int = 20_000) -> list[dict]:
    """Every stored fix of the unit between two moments of its own clock, raw, with its verdict; oldest first.

    Guard the unit with ``visible_to`` before.
    """
    with connection.cursor() as cursor:
        cursor.execute(TRACK, {"unit": unit.pk, "since": since, "until": until, "limit": limit})
        return [dict(zip(FIELDS, row, strict=True)) for row in cursor]
