"""The deed of remarking: the story is amended by further lines, whatever state the incident is in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from incidents.register.models import Incident
from incidents.register.refusal import refusal
from incidents.register.saving import lock, store
from incidents.timeline.models import Entry


@transaction.atomic
def add_remark(
    incident: Incident, *, text: str, by, amends: Entry | None = None, unit=None, at: datetime | None = None
) -> Incident:
    """Add a remark, or amend an earlier line (``amends``), which itself stays as it was.

    ``unit``, ``at``: who on the street wrote it, and when, if its terminal tells it late.
    """
    text = text.strip()
    if not text:
        raise refusal("text", _("The remark is empty."), _("Type what is to be kept."), code="missing")
    if amends is not None and amends.incident_id != incident.pk:
        raise refusal("amends", _("That line belongs to another incident."), _("Choose a line of this story."))
    lock(incident)
    facts = {"amends": amends.pk, "amended_at": amends.at.isoformat()} if amends else {}
    verb = "remark.amended" if amends else "remark.added"
    return store(incident, verb, by=by, data=facts, text=text, unit=unit, at=at)
