"""What was shown of units and incidents, and since when; and who plays back what."""

from uuid import uuid4

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.kinds.models import Kind
from incidents.register.models import Incident, IncidentState
from units.crews.models import Unit, UnitState


class UnitShown(models.Model):
    """From ``at`` on (our clock) consoles showed the unit so; ``since`` is when it said that it was so."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    since = models.DateTimeField(_("state since"))
    state = models.CharField(_("state"), max_length=10, choices=UnitState)
    incident = models.ForeignKey(Incident, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["unit", "at", "id"], name="unit_shown_at"),
            models.Index(fields=["at"], name="units_shown_at"),
        ]


class IncidentShown(models.Model):
    """From ``at`` on (our clock) consoles showed the incident so, at the place then known."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    since = models.DateTimeField(_("state since"))
    state = models.CharField(_("state"), max_length=12, choices=IncidentState)
    level = models.PositiveSmallIntegerField(_("level"))
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    point = models.PointField(_("point"), spatial_index=False)
    uncertainty_m = models.FloatField(_("uncertainty ± m"), default=0)
    place = models.CharField(_("place"), max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["incident", "at", "id"], name="incident_shown_at")]


class Playback(models.Model):
    """One look back by one person: what is asked later is served within it. Opening it is in the journal."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField()
    until = models.DateTimeField()
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, related_name="+")
    units = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return f"{self.since:%m-%d %H:%M}–{self.until:%H:%M}"
