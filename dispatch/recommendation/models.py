"""Recommendations as they were made, and the criteria by which the bureau weighs units."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.kinds.choices import in_language
from incidents.register.models import Incident


class Criterion(models.Model):
    """One named criterion of the ranking and its weight; the arithmetic is in ``rank.py``."""

    code = models.SlugField(_("code"), unique=True, max_length=30)
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    weight = models.FloatField(
        _("weight"),
        help_text=_("Seconds of travel time that the full measure of this criterion is worth; 0 switches it off."),
    )
    help_zh = models.CharField(_("explanation (Chinese)"), max_length=300, blank=True)
    help_en = models.CharField(_("explanation (English)"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("ranking criterion")
        verbose_name_plural = _("ranking criteria")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def help(self) -> str:
        return in_language(self.help_zh, self.help_en)


class Recommendation(models.Model):
    """Stored with its inputs, its version and, later, what the human chose."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="recommendations")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ranking_version = models.CharField(max_length=20)
    straight_line = models.BooleanField(_("router was down: straight line"), default=False)
    inputs = models.JSONField()
    result = models.JSONField()
    chosen = models.JSONField(
        null=True, blank=True
    )  # {"units": [...], "followed": bool, "reason": str, "by": id, "at": …}

    class Meta:
        ordering = ["-at"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def __str__(self) -> str:
        return f"{self.incident_id} {self.at:%Y-%m-%d %H:%M:%S}"
