"""The deeds on the rows beside an incident: involved persons and vehicles."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from incidents.register.fields import ROWS
from incidents.register.models import Incident, InvolvedPerson, InvolvedVehicle
from incidents.register.refusal import refusal
from incidents.register.saving import lock, store

TABLES: dict[str, tuple[type, tuple[str, ...]]] = {
    "persons": (InvolvedPerson, ("role", "name", "telephone", "description")),
    "vehicles": (InvolvedVehicle, ("plate", "plate_type", "description")),
}


def read_rows(incident: Incident, name: str) -> list[dict[str, str]]:
    """The rows as the form and the merge compare them."""
    model, columns = TABLES[name]
    return list(model._default_manager.filter(incident=incident).values(*columns))


def write_rows(incident: Incident, name: str, rows: Iterable[Mapping[str, str]]) -> None:
    """Make the incident's rows these. Rows that stay the same keep their identity."""
    model, columns = TABLES[name]
    wanted = [{column: row.get(column, "") for column in columns} for row in rows]
    for there in model._default_manager.filter(incident=incident):
        same = {column: getattr(there, column) for column in columns}
        if same in wanted:
            wanted.remove(same)
        else:
            there.delete()
    model._default_manager.bulk_create([model(incident=incident, **row) for row in wanted])


@transaction.atomic
def add_person(incident: Incident, *, by, **row: Any) -> Incident:
    """Add one involved person: ``role``, ``name``, ``telephone``, ``description``. Refuses an empty row."""
    return _add(incident, "persons", row, by, "name", _("Nothing is said about the person."))


@transaction.atomic
def add_vehicle(incident: Incident, *, by, **row: Any) -> Incident:
    """Add one involved vehicle: ``plate``, ``plate_type``, ``description``. Raises ``Refused`` for an empty row."""
    return _add(incident, "vehicles", row, by, "plate", _("Nothing is said about the vehicle."))


@transaction.atomic
def remove_person(incident: Incident, person: InvolvedPerson, *, by) -> Incident:
    return _remove(incident, "persons", person, by)


@transaction.atomic
def remove_vehicle(incident: Incident, vehicle: InvolvedVehicle, *, by) -> Incident:
    return _remove(incident, "vehicles", vehicle, by)


def _add(incident: Incident, name: str, row: Mapping[str, Any], by, field: str, cause: str) -> Incident:
    rows = ROWS[name]([row])
    if not rows:
        raise refusal(field, cause, _("Fill in at least one field."), code="missing")
    lock(incident)
    TABLES[name][0]._default_manager.create(incident=incident, **rows[0])
    return _stored(incident, name, by)


def _remove(incident: Incident, name: str, row, by) -> Incident:
    lock(incident)
    TABLES[name][0]._default_manager.filter(incident=incident, pk=row.pk).delete()
    return _stored(incident, name, by)


def _stored(incident: Incident, name: str, by) -> Incident:
    count = len(read_rows(incident, name))
    store(incident, f"incident.{name}_changed", by=by, typed=[name], data={"count": count})
    return incident
