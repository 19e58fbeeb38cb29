"""What a called person said: heard by whoever may see the campaign, and each hearing is in the journal."""

from django.db import transaction
from django.db.models.fields.files import FieldFile

from dispatch.autocalls.models import Attempt
from dispatch.signals import read


@transaction.atomic
def hear(attempt: Attempt, *, by, purpose: str = "obstacle") -> FieldFile | None:
    """The sound file (WAV), or None when there is none or its time is over. The attempt is one ``by`` may see."""
    if not attempt.recording:
        return None
    facts = {"campaign": attempt.campaign.code, "attempt": attempt.code, "sha256": attempt.recording_sha256}
    read.send(sender=Attempt, subject=attempt, by=by, purpose=purpose, data=facts)
    return attempt.recording
