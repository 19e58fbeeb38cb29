"""Displays, the scenes each shows in turn, and the short-lived codes by which a browser becomes a display."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from maps.areas.models import Area
from units.access.scope import ScopedQuerySet
from units.organisations.models import Organisation


class Takeover(models.TextChoices):
    """From which severity on an alarm takes the whole wall. Danger to an officer always does."""

    WARN = "warn", _("Warnings, alarms and escalations")
    ALARM = "alarm", _("Alarms and escalations")
    ESCALATED = "escalated", _("Escalations only")
    NONE = "none", _("Only danger to an officer")


RESERVED = ("pair", "code")


class Display(models.Model):
    """A wall. Its browser holds a token in a cookie; here is only the digest. It sees what its organisation may."""

    name = models.SlugField(
        _("name"), max_length=30, unique=True, help_text=_("Part of its address: /wall/<name>/. Letters and digits.")
    )
    label_zh = models.CharField(_("label (Chinese)"), max_length=60)
    label_en = models.CharField(_("label (English)"), max_length=60)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="displays",
        verbose_name=_("organisation"),
        help_text=_("The wall shows what lies in this organisation's branch, and nothing else."),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    takeover = models.CharField(_("alarms that take the wall"), max_length=10, choices=Takeover, default=Takeover.ALARM)
    takeover_s = models.PositiveSmallIntegerField(
        _("for at most, s"), default=60, help_text=_("0: until somebody acknowledges the alarm or it ends.")
    )
    active = models.BooleanField(_("active"), default=True)
    # The line to its browser. A new token is confirmed by its first use; until then the one before still holds.
    token_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    token_before = models.CharField(max_length=64, blank=True, editable=False)
    rotated_at = models.DateTimeField(null=True, editable=False)
    confirmed = models.BooleanField(default=False, editable=False)
    paired_at = models.DateTimeField(_("paired at"), null=True, blank=True, editable=False)
    paired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("paired by"),
    )  # fmt: skip
    last_seen = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("wall display")
        verbose_name_plural = _("wall displays")

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if self.name in RESERVED:
            raise ValidationError({"name": _("This word is part of another address. Choose another name.")})

    @property
    def label(self) -> str:
        return (self.label_en if (get_language() or "").startswith("en") else self.label_zh) or self.name

    @property
    def paired(self) -> bool:
        return self.active and bool(self.token_digest) and self.revoked_at is None


class SceneKind(models.TextChoices):
    MAP = "map", _("Situation map")
    INCIDENT = "incident", _("The gravest open incident")
    QUEUE = "queue", _("Incidents, as a list")
    FIGURES = "figures", _("Figures of today")
    WARNINGS = "warnings", _("Early warnings")


class Scene(models.Model):
    """One picture of a display's round. What does not apply to its kind is passed over."""

    display = models.ForeignKey(Display, models.CASCADE, related_name="scenes", verbose_name=_("display"))
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    kind = models.CharField(_("scene"), max_length=10, choices=SceneKind)
    seconds = models.PositiveSmallIntegerField(
        _("shown for, s"), default=30, validators=[MinValueValidator(5), MaxValueValidator(3600)]
    )
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("part of the map"),
        help_text=_("Situation map: what it shows. Empty: the organisation's whole area."),
    )  # fmt: skip
    follow = models.BooleanField(
        _("follow level one"), default=True, help_text=_("Situation map: fly to a new incident of level one.")
    )
    areas = models.BooleanField(_("areas"), default=True, help_text=_("Situation map: outlines of the station areas."))
    cameras = models.BooleanField(_("cameras"), default=False, help_text=_("Situation map: where cameras stand."))
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["display", "order", "pk"]
        verbose_name = _("scene")
        verbose_name_plural = _("scenes")

    def __str__(self) -> str:
        return f"{self.order} {self.get_kind_display()}"

    def clean(self) -> None:
        if self.area_id and self.kind != SceneKind.MAP:
            raise ValidationError({"area": _("Only the situation map has a part of the map. Leave it empty.")})


class PairingRequest(models.Model):
    """A browser that asks to become a display. The code is for people, the secret stays in the browser's cookie."""

    LIFE = timedelta(minutes=10)

    code = models.CharField(max_length=6, unique=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    wanted = models.CharField(max_length=30, blank=True)  # the name in the address that the browser opened
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=timezone.now)
    display = models.ForeignKey(Display, models.CASCADE, null=True, related_name="+")
    granted_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["at"], name="pairing_request_age")]

    def __str__(self) -> str:
        return f"{self.wanted or '?'} {self.at:%Y-%m-%d %H:%M:%S}"


class PairingFailure(models.Model):
    """A code that was typed and is nobody's: after a few the person must wait."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="pairing_failures")]

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d %H:%M:%S}"
