"""Last positions. Tracks (every fix, raw, with a verdict) live in ``units_track``: see the migration.

The two are apart on purpose: what the map asks every second must not slow down with stored history.
"""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from units.crews.models import Unit


class LastPosition(models.Model):
    """The newest true fix of a unit. ``speed`` m/s, ``heading`` degrees clockwise from north, ``accuracy`` metres."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="last_position")
    point = models.PointField(_("point"), spatial_index=False)  # HOT updates: half the cost without the index
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("received at"))
    speed = models.FloatField(_("speed"), null=True)
    heading = models.FloatField(_("heading"), null=True)
    accuracy = models.FloatField(_("accuracy"), null=True)
    battery = models.FloatField(_("battery"), null=True)

    class Meta:
        verbose_name = _("last position")
        verbose_name_plural = _("last positions")


class Stored(models.Model):
    """How far the stream of fixes is stored: moved in the transaction that stores them, so none is lost or doubled."""

    stream = models.CharField(max_length=80, primary_key=True)
    last_id = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.stream} {self.last_id}"
