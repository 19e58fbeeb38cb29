"""Which extract is on the map: one row per import, the newest is the one in use."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Basemap(models.Model):
    source = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    version = models.CharField(_("version"), max_length=40, unique=True)
    bounds = ArrayField(models.FloatField(), size=4, verbose_name=_("bounds: west, south, east, north"))
    counts = models.JSONField(_("rows per table"), default=dict)
    data_at = models.DateTimeField(_("state of the OpenStreetMap data"), null=True, blank=True)
    imported_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    seconds = models.FloatField(_("duration of the import, seconds"), default=0)

    class Meta:
        ordering = ["-imported_at", "-id"]
        get_latest_by = ["imported_at", "id"]
        verbose_name = _("base map")
        verbose_name_plural = _("base maps")

    def __str__(self) -> str:
        return f"{self.source} ({self.version})"

    @classmethod
    def current(cls) -> "Basemap | None":
        """The extract in use, or None before the first import."""
        return cls.objects.order_by("-imported_at", "-id").first()
