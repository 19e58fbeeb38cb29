"""The one place that says who sees the caller. Templates, API and terminals all ask here."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db.models import Q

from incidents.register.models import Incident, InvolvedPerson
from incidents.register.reach import reaches
from incidents.signals import read
from units.access.scope import scope_paths, within


@dataclass(frozen=True)
class Caller:
    """What this user may know. ``hidden``: there is a caller, but not for these eyes."""

    hidden: bool
    confidential: bool
    name: str = ""
    phone: str = ""
    point: Point | None = None

    @property
    def known(self) -> bool:
        return bool(self.name or self.phone or self.point)

    @property
    def masked_phone(self) -> str:
        """First three and last two digits: enough to tell two callers apart, too little to call."""
        return f"{self.phone[:3]} •• {self.phone[-2:]}" if len(self.phone) > 6 else "••" if self.phone else ""


def caller_for(user, incident: Incident) -> Caller:
    """The caller of an incident as far as ``user`` may see; nothing is journalled (see ``read_caller``)."""
    if not may_see_caller(user, incident):
        return Caller(hidden=True, confidential=incident.confidential)
    return Caller(False, incident.confidential, incident.caller_name, incident.caller_phone, incident.caller_point)


def read_caller(user, incident: Incident, *, purpose: str) -> Caller:
    """``caller_for`` when it is really shown: the reading is announced, and so journalled. Call it in a transaction."""
    caller = caller_for(user, incident)
    if not caller.hidden and caller.known:
        read.send(
            sender=Incident,
            subject=incident,
            by=user,
            purpose=purpose,
            data={"confidential": incident.confidential},
        )
    return caller


def may_see_caller(user, incident: Incident) -> bool:
    """``caller.see``, and for a confidential caller ``caller.see_confidential``, over the incident's organisation.

    A station that the incident is shared with sees an ordinary caller, never a confidential one.
    """
    if incident.confidential:
        return reaches(user, "caller.see_confidential", incident, shared=False)
    return reaches(user, "caller.see", incident)


def callers_seen_by(user) -> Q:
    """The same rule as a condition on incidents, for look-ups by number."""
    return (Q(confidential=False) & within(scope_paths(user, "caller.see"))) | (
        Q(confidential=True) & within(scope_paths(user, "caller.see_confidential"))
    )


def persons_for(user, incident: Incident) -> list[InvolvedPerson]:
    """Involved persons; a confidential caller's own row only for those who may know the caller."""
    rows = list(incident.persons.all())
    if incident.confidential and not may_see_caller(user, incident):
        rows = [row for row in rows if row.role != InvolvedPerson.Role.CALLER]
    return rows
