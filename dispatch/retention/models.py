"""One row for each class of stored things: how many days it is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kept(models.TextChoices):
    """What the clock can forget; ``enforce.py`` has the deed for each."""

    TRACKS = "tracks", _("Tracks of units (every fix)")
    CALL_RECORDINGS = "call_recordings", _("What called persons said (automatic calls)")
    RECOMMENDATION_INPUTS = "recommendation_inputs", _("What recommendations were computed from")
    FENCE_CROSSINGS = "fence_crossings", _("Crossings of fences")
    CASTS = "casts", _("Casts, and who saw them")
    HOTSPOT_INPUTS = "hotspot_inputs", _("What runs of early warning were computed from")
    HISTORY = "history", _("Imported past incidents, by their own date")


class RetentionClass(models.Model):
    code = models.CharField(_("what"), max_length=40, choices=Kept, unique=True)
    days = models.PositiveSmallIntegerField(_("days kept"), help_text=_("0: for ever."))
    suspended = models.BooleanField(
        _("suspended"), default=False, help_text=_("Nothing is deleted while this is ticked (legal hold).")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("retention class")
        verbose_name_plural = _("retention: how long things are kept")

    def __str__(self) -> str:
        return self.get_code_display()
