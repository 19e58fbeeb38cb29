"""One line of an incident's story. Amended by a further line, never edited (a trigger refuses it)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.register.models import Incident
from units.crews.models import Unit


class Entry(models.Model):
    """``verb`` (``subject.past``) and ``data`` are stored; the sentence is built in the reader's language."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="timeline")
    at = models.DateTimeField(_("at"), default=timezone.now)
    evidence_at = models.DateTimeField(
        _("evidence"),
        null=True,
        blank=True,
        help_text=_("The second clock: what a machine saw (GPS, terminal receipt)."),
    )
    verb = models.CharField(max_length=60)
    data = models.JSONField(default=dict, blank=True)
    text = models.TextField(_("remark"), blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.verb}"
