"""Areas: polygons with a name. What they mean to people (jurisdiction, beat) is said on the floors above."""

from django.contrib.gis.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class AreaKind(models.TextChoices):
    CITY = "city", _("City")
    COUNTY = "county", _("County")
    STATION = "station", _("Station area")
    BEAT = "beat", _("Beat")
    WARD = "ward", _("Ward")
    OTHER = "other", _("Other")


class AreaType(models.TextChoices):
    """How densely built: limits for arriving depend on it."""

    URBAN = "urban", _("Urban")
    SUBURBAN = "suburban", _("Suburban")
    RURAL = "rural", _("Rural")


class Area(models.Model):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=AreaKind, default=AreaKind.STATION)
    area_type = models.CharField(_("area type"), max_length=10, choices=AreaType, default=AreaType.URBAN)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    geom = models.MultiPolygonField(_("outline"))

    class Meta:
        ordering = ["code"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh
