"""Writing the journal."""

from typing import Any

from django.db import models

from dispatch.journal.context import origin
from dispatch.journal.models import JournalEntry


def record(
    verb: str, *, by=None, subject: models.Model | None = None, data: dict | None = None, outcome: str = "done"
) -> JournalEntry:
    """Append one entry. Call it inside the transaction of the deed, so that both stand or neither.

    ``data`` holds what changed, with the minimum of personal data: codes, not names or numbers.
    """
    here = origin.get()
    return JournalEntry.objects.create(
        verb=verb,
        subject=subject._meta.model_name if subject is not None else "",
        subject_code=code_of(subject),
        organisation_id=getattr(subject, "organisation_id", None),
        by=by if by is not None and by.pk else None,
        by_name=by.get_username() if by is not None else "",
        source=here.source,
        address=here.address,
        session=here.session,
        outcome=outcome,
        data=data or {},
    )


def record_read(user, subject: models.Model, *, purpose: str, data: dict | None = None) -> JournalEntry:
    """Append that a sensitive record was read, by whom and what for."""
    return record(
        f"{subject._meta.model_name}.read", by=user, subject=subject, data={"purpose": purpose, **(data or {})}
    )


def code_of(subject: Any) -> str:
    """The word by which people know a row: its code, call sign or username, else its key."""
    for name in ("code", "call_sign", "username"):
        value = getattr(subject, name, None)
        if value:
            return str(value)
    return str(subject.pk) if subject is not None else ""
