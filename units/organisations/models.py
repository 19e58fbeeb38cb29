"""The organisation tree. Scope follows it: everyone sees their own branch and what is shared with them."""

from django.contrib.gis.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from maps.areas.models import Area


class OrganisationKind(models.TextChoices):
    CITY_BUREAU = "city", _("City bureau")
    COUNTY_BUREAU = "county", _("County bureau")
    STATION = "station", _("Station")
    BRIGADE = "brigade", _("Brigade")
    TEAM = "team", _("Team")


class Branch(models.TextChoices):
    """Police branch (警种)."""

    COMMAND = "command", _("Intelligence & command centre")
    PUBLIC_ORDER = "order", _("Public order")
    PATROL = "patrol", _("Patrol")
    TRAFFIC = "traffic", _("Traffic")
    CRIMINAL = "criminal", _("Criminal investigation")
    CYBER = "cyber", _("Cyber")
    AUXILIARY = "auxiliary", _("Auxiliary")


class Organisation(models.Model):
    code = models.SlugField(
        _("code"),
        max_length=24,
        unique=True,
        help_text=_("Short and lasting: it is part of the path that scope follows."),
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind)
    branch = models.CharField(_("branch"), max_length=12, choices=Branch, default=Branch.PUBLIC_ORDER)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(_("path"), max_length=255, unique=True, editable=False)
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="organisations", verbose_name=_("area")
    )
    point = models.PointField(_("seat on the map"), null=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=32, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["path"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    def save(self, *args, **kwargs) -> None:
        """Keep ``path`` (``/CITY/COUNTY/STATION/``) true for this row and, when it moved, for all below it."""
        before, self.path = self.path, f"{self.parent.path if self.parent else '/'}{self.code}/"
        super().save(*args, **kwargs)
        if before and before != self.path:
            for child in self.children.all():
                child.save()

    def ancestor_paths(self) -> list[str]:
        """Paths of this organisation and all above it, top first: ``['/A/', '/A/B/']``."""
        codes = self.path.strip("/").split("/")
        return ["/" + "/".join(codes[: depth + 1]) + "/" for depth in range(len(codes))]
