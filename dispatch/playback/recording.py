"""Keeps what consoles show, in the transaction of each deed: one row whenever something of it differs from before."""

from django.db import connection
from django.utils import timezone

from dispatch.assignments.models import ENDED_STATES, Assignment
from incidents.register.models import Incident
from units.crews.models import Unit

UNIT = """
    INSERT INTO dispatch_unitshown (unit_id, at, since, state, incident_id)
    SELECT unit.id, %(now)s, unit.state_since, unit.state, main.incident_id
      FROM units_unit unit
      LEFT JOIN dispatch_assignment main
             ON main.unit_id = unit.id AND main."primary" AND main.state <> ALL (%(ended)s)
      LEFT JOIN LATERAL (SELECT state, incident_id FROM dispatch_unitshown
                          WHERE unit_id = unit.id ORDER BY at DESC, id DESC LIMIT 1) last ON true
     WHERE unit.id = %(id)s AND (last.state, last.incident_id) IS DISTINCT FROM (unit.state, main.incident_id)
"""
INCIDENT = """
    INSERT INTO dispatch_incidentshown
           (incident_id, at, since, state, level, kind_id, point, uncertainty_m, place)
    SELECT one.id, %(now)s, one.state_since, one.state, one.level, one.kind_id, one.point, one.place_uncertainty_m,
           coalesce(nullif(one.address, ''), one.place_typed)
      FROM incidents_incident one
      LEFT JOIN LATERAL (SELECT * FROM dispatch_incidentshown
                          WHERE incident_id = one.id ORDER BY at DESC, id DESC LIMIT 1) last ON true
     WHERE one.id = %(id)s
       AND (last.id IS NULL
            OR (last.state, last.level, last.kind_id, last.point::bytea, last.uncertainty_m, last.place)
               IS DISTINCT FROM (one.state, one.level, one.kind_id, one.point::bytea, one.place_uncertainty_m,
                                 coalesce(nullif(one.address, ''), one.place_typed)))
"""


def note_shown(subject) -> None:
    """After a deed on ``subject``: a unit, an incident, or an order, which changes what is shown of both."""
    if isinstance(subject, Unit):
        _keep(UNIT, subject.pk)
    elif isinstance(subject, Incident):
        _keep(INCIDENT, subject.pk)
    elif isinstance(subject, Assignment):
        _keep(UNIT, subject.unit_id)
        _keep(INCIDENT, subject.incident_id)


def _keep(statement: str, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": pk, "now": timezone.now(), "ended": [str(state) for state in ENDED_STATES]})
