"""How every deed on an incident ends: row, version, story, announcement, in the deed's transaction."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from incidents.register.models import Incident
from incidents.signals import changed
from incidents.timeline.actions import note


def lock(incident: Incident) -> Incident:
    """Lock the row until the transaction ends, and bring the object in hand up to date."""
    incident.refresh_from_db(from_queryset=Incident.objects.select_for_update(of=("self",)))
    return incident


def store(
    incident: Incident,
    verb: str,
    *,
    by,
    columns: Iterable[str] = (),
    typed: Iterable[str] = (),
    editor: str = "",
    data: dict[str, Any] | None = None,
    text: str = "",
    tell: bool = True,
    **more: Any,
) -> Incident:
    """Save ``columns`` of a locked incident, raise its version, write the line of the story and announce it.

    ``typed``: names of the form's fields that changed (their versions follow). ``tell=False`` leaves the story alone.
    ``text`` goes to the story only; ``data`` to story, journal and signal. ``more`` is what ``note`` takes besides.
    """
    incident.version += 1
    stamp = {
        "version": incident.version,
        "by": by.pk if by is not None else None,
        "editor": editor,
        "at": timezone.now().isoformat(),
    }
    incident.field_versions = {**incident.field_versions, **dict.fromkeys(typed, stamp)}
    incident.save(update_fields=[*columns, "version", "field_versions"])
    if tell:
        note(incident, verb, by=by, data=data, text=text, **more)
    changed.send(sender=Incident, verb=verb, subject=incident, by=by, data=data or {})
    return incident
