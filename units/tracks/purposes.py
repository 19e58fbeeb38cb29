"""What a track may be taken out of the house for: a closed list, kept in the journal with the export."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ExportPurpose(TextChoices):
    REVIEW = "review", _("Review of an incident")
    EVIDENCE = "evidence", _("Evidence in a case")
    COMPLAINT = "complaint", _("Complaint")
    SUBJECT = "subject", _("Request of the person concerned")
    TRAINING = "training", _("Training")
    PLANNING = "planning", _("Planning of patrols")
