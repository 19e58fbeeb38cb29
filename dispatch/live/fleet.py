"""Which unit is whose to see, and what it is doing."""

from django.db import connection

from dispatch.live.frames import Audience, Seen
from units.crews.models import Unit

UNITS = """
    SELECT unit.id, organisation.path, unit.state FROM units_unit unit
      JOIN units_organisation organisation ON organisation.id = unit.organisation_id WHERE unit.active
"""


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
