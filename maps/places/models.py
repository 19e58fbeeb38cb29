"""Places a bureau knows by name beyond what the base map tells, and what people call them."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    BUREAU = "bureau", _("Entered by the bureau")
    OSM = "osm", _("OpenStreetMap")
    IMPORT = "import", _("Imported file")


class Place(models.Model):
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("name (Chinese)"), max_length=200, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=40, help_text=_("A kind of the base map, such as police or school."))
    point = models.PointField(_("position"))
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.BUREAU)
    osm_type = models.CharField(_("OSM type"), max_length=1, blank=True, choices=[(c, c) for c in "nwr"])
    osm_id = models.BigIntegerField(_("OSM number"), null=True, blank=True)
    tags = models.JSONField(_("tags"), default=dict, blank=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(
                fields=["osm_type", "osm_id"], condition=~models.Q(osm_type=""), name="place_once_per_osm_object"
            )
        ]
        indexes = [
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="place_name_trigrams"),
            GistIndex(fields=["kind", "point"], name="place_kind_point"),  # nearest of a kind, however rare it is
        ]

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        """The name in the reader's language, else as written on the spot."""
        other = self.name_en if (get_language() or "").startswith("en") else self.name_zh
        return other or self.name


class PlaceAlias(models.Model):
    place = models.ForeignKey(Place, models.CASCADE, related_name="aliases", verbose_name=_("place"))
    name = models.CharField(_("name"), max_length=200, help_text=_("What callers say: nicknames, old names."))

    class Meta:
        ordering = ["name"]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="alias_once_per_place")]
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="alias_name_trigrams")]

    def __str__(self) -> str:
        return self.name
