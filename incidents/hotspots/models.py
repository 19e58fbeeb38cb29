"""Runs of the methods: what each saw, what it found, and what the map would have caught. Places, never persons."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.access.scope import ScopedQuerySet
from units.organisations.models import Organisation

# Found where police look (drugs, gambling, prostitution, tip-offs): proves nothing about where to look; and crowds.
LEFT_OUT = ["0109", "0113", "0206", "0207", "0208", "0302", "06", "07", "10"]


def left_out() -> list[str]:
    return list(LEFT_OUT)


class MethodCode(models.TextChoices):
    SCAN = "scan", _("Emerging clusters (space-time scan)")
    COUNTS = "counts", _("Counts per station and kind")
    DENSITY = "density", _("Density map")


class HotspotMethod(models.Model):
    """What the bureau sets. A method runs when it is in use, not paused, and not switched off by its own scoreboard."""

    code = models.CharField(_("method"), max_length=10, choices=MethodCode, unique=True)
    active = models.BooleanField(_("in use"), default=True)
    level = models.FloatField(
        _("level"),
        default=0.01,
        validators=[MinValueValidator(0.00001), MaxValueValidator(0.2)],
        help_text=_("Warn when chance alone would do as well on at most this share of days: 0.01 is one day in 100."),
    )
    window_days = models.PositiveSmallIntegerField(
        _("longest cluster, days"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    history_days = models.PositiveSmallIntegerField(
        _("history, days"), default=90, validators=[MinValueValidator(28), MaxValueValidator(1825)]
    )
    min_cases = models.PositiveSmallIntegerField(
        _("fewest incidents"), default=4, validators=[MinValueValidator(2), MaxValueValidator(1000)]
    )
    replications = models.PositiveSmallIntegerField(
        _("replications"), default=999, validators=[MinValueValidator(99), MaxValueValidator(9999)]
    )
    cell_m = models.PositiveSmallIntegerField(
        _("cell, m"), default=150, validators=[MinValueValidator(50), MaxValueValidator(2000)]
    )
    radius_m = models.PositiveIntegerField(
        _("widest circle, m"), default=1000, validators=[MinValueValidator(50), MaxValueValidator(50_000)]
    )
    budget = models.PositiveSmallIntegerField(
        _("most warnings per station and week"), default=2, validators=[MaxValueValidator(50)]
    )
    patrol = models.BooleanField(
        _("count what patrols found"),
        default=False,
        help_text=_("Off by default: police find more where they look more, so that a map made of it proves itself."),
    )
    left_out = ArrayField(
        models.CharField(max_length=6),
        default=left_out,
        blank=True,
        verbose_name=_("kinds left out"),
        help_text=_("First digits of their codes: what is mostly found by looking for it."),
    )
    window_weeks = models.PositiveSmallIntegerField(
        _("weeks that decide"),
        default=26,
        validators=[MinValueValidator(4), MaxValueValidator(260)],
        help_text=_("A method that did not beat the naive map over so many weeks is switched off by itself."),
    )
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True, editable=False)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    paused_why = models.CharField(_("reason"), max_length=200, blank=True, editable=False)
    off_at = models.DateTimeField(_("switched off by itself"), null=True, blank=True, editable=False)
    verdict = models.JSONField(default=dict, editable=False)  # of the scoreboard, see scoring.py

    class Meta:
        ordering = ["code"]
        verbose_name = _("method of early warning")
        verbose_name_plural = _("methods of early warning")

    def __str__(self) -> str:
        return self.get_code_display()

    @property
    def warns(self) -> bool:
        """Whether what it finds is delivered."""
        return self.active and self.paused_at is None and self.off_at is None


class RunState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a worker")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class RunsQuerySet(ScopedQuerySet):
    see_right = "hotspot.see"


class HotspotRun(models.Model):
    """One method, one bureau, one day. Claimed by locking the row; its findings and their warnings come with it or not.

    ``inputs`` (zlib, see inputs.py) are kept: a repetition sees nothing else and must find the same, bit for bit.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    method = models.ForeignKey(HotspotMethod, models.PROTECT, related_name="runs", verbose_name=_("method"))
    day = models.DateField(_("day"))
    number = models.PositiveSmallIntegerField(default=1)
    repeats = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repetitions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("asked"), default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=RunState, default=RunState.WAITING)
    deliver = models.BooleanField(_("deliver to the stations"), default=True)
    # "found", "quiet", "empty", "few", "short", "huge", "failed": see words.py
    outcome = models.CharField(max_length=10, blank=True)
    message = models.TextField(blank=True)
    seed = models.BigIntegerField(default=0)
    version_of_method = models.CharField(max_length=40, blank=True)
    settings = models.JSONField(default=dict)
    inputs = models.BinaryField(default=b"")
    inputs_digest = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)  # {"cases", "places", "days", "kinds", …}
    findings = models.JSONField(default=list)
    findings_digest = models.CharField(max_length=64, blank=True)
    same = models.BooleanField(null=True)  # of a repetition: whether it found the same
    version = models.PositiveIntegerField(default=1)

    objects = RunsQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("run of a method")
        verbose_name_plural = _("runs of methods")
        indexes = [models.Index(fields=["at"], name="hotspot_owed", condition=models.Q(state="waiting"))]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "method", "day"],
                condition=models.Q(state="waiting"),
                name="one_hotspot_run_waits",
            ),
            models.UniqueConstraint(
                fields=["organisation", "method", "day", "number"], name="one_hotspot_run_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method.code} {self.day} #{self.number}"


class HotspotStep(models.Model):
    """What one method's map of one day caught of the days after it, beside the naive map of the same area."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    method = models.CharField(max_length=10)
    day = models.DateField()
    share = models.FloatField()
    cells = models.PositiveIntegerField()
    hits = models.FloatField()  # where cells tie for the last places, they share
    baseline_hits = models.FloatField()
    events = models.PositiveIntegerField()
    version_of_method = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    objects = RunsQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "method", "day", "share"], name="one_hotspot_step_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.day} {self.share:.0%}: {self.hits}/{self.events}"
