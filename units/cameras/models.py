"""Fixed cameras: where they stand and whose they are."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from units.access.scope import ScopedQuerySet
from units.organisations.models import Organisation


class Camera(models.Model):
    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="cameras", verbose_name=_("organisation")
    )
    shared_with = models.ManyToManyField(
        Organisation, blank=True, related_name="cameras_shared", verbose_name=_("shared with")
    )
    point = models.PointField(_("point"))
    heading = models.FloatField(_("looks towards"), null=True, blank=True, help_text=_("Degrees clockwise from north."))
    active = models.BooleanField(_("active"), default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("camera")
        verbose_name_plural = _("cameras")

    def __str__(self) -> str:
        return self.code
