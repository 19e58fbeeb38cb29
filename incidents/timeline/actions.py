"""Writing the story: one line a deed, in the deed's own transaction."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from incidents.timeline.models import Entry


def note(
    incident,
    verb: str,
    *,
    by=None,
    data: dict[str, Any] | None = None,
    text: str = "",
    unit=None,
    organisation=None,
    at: datetime | None = None,
    evidence_at: datetime | None = None,
) -> Entry:
    """Append one line. ``verb`` is ``subject.past``; ``data`` holds codes and figures, never caller names or numbers.

    ``at`` is the button's clock (default: now), ``evidence_at`` the machine's. ``by=None``: a machine did it.
    """
    facts = dict(data or {})
    if organisation is not None:
        facts.setdefault("organisation", {"zh": organisation.name_zh, "en": organisation.name_en})
    return Entry.objects.create(
        incident=incident,
        verb=verb,
        by=by if by is not None and by.pk else None,
        data=facts,
        text=text,
        unit=unit,
        at=at or timezone.now(),
        evidence_at=evidence_at,
    )
