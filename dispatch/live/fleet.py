"""Which unit is whose to see, and what it is doing: read when it changed, asked every second whether it did."""

from django.db import connection

from dispatch.live.frames import Audience, Seen
from units.crews.models import Unit

# Sums over what decides who sees a unit. Versions would not do: an import or another program need not count them up.
CHANGED = """
    SELECT (SELECT coalesce(sum(hashtextextended(concat_ws(',', id, organisation_id, active), 0)), 0)
              FROM units_unit),
           (SELECT coalesce(sum(hashtextextended(concat_ws(',', unit_id, organisation_id), 0)), 0)
              FROM units_unit_shared_with),
           (SELECT coalesce(sum(hashtextextended(concat_ws(',', id, path), 0)), 0) FROM units_organisation)
"""
UNITS = """
    SELECT unit.id, organisation.path, unit.state FROM units_unit unit
      JOIN units_organisation organisation ON organisation.id = unit.organisation_id WHERE unit.active
"""


def fingerprint() -> tuple:
    """Differs when any unit may have another audience. One pass over three small tables."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED)
        return cursor.fetchone()


def fleet() -> dict[int, Seen]:
    """All units in service."""
    shared: dict[int, list[str]] = {}
    through = Unit.shared_with.through.objects
    for unit_id, path in through.values_list("unit_id", "organisation__path").order_by("organisation__path"):
        shared.setdefault(unit_id, []).append(path)
    audiences: dict[Audience, Audience] = {}  # one tuple for all units that have the same
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(UNITS)
        for unit_id, path, state in cursor:
            audience = (path, *shared.get(unit_id, ()))
            found[unit_id] = Seen(audiences.setdefault(audience, audience), state)
    return found
