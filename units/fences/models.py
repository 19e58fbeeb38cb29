"""Fences, who is at them, and what happened there. Presences and events are the position writer's alone to write."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.gis.geos import MultiPolygon
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from maps.areas.models import Area
from units.access.scope import ScopedQuerySet
from units.crews.models import Unit, UnitKind
from units.fences.geometry import BadShape, outline
from units.organisations.models import Organisation


class FenceKind(models.TextChoices):
    AREA = "area", _("Area")
    POST = "post", _("Post")
    RING = "ring", _("Ring")
    SHAPE = "shape", _("Drawn shape")


class FencePurpose(models.TextChoices):
    """Who put it up. Only the first kind is in lists: the others belong to what they serve."""

    WATCH = "watch", _("Watched by people")
    ORDER = "order", _("Arrival of a dispatch order")


class Tell(models.TextChoices):
    """How loudly the control room hears of a crossing."""

    SILENT = "silent", _("Only kept")
    NOTE = "note", _("A note on the consoles")
    ALARM = "alarm", _("An alarm that must be acknowledged")


class FencesQuerySet(ScopedQuerySet):
    def in_force(self, at=None):
        """Active now, or at a given moment."""
        at = at or timezone.now()
        begun = Q(begins_at=None) | Q(begins_at__lte=at)
        return self.filter(begun, Q(ends_at=None) | Q(ends_at__gt=at), active=True)

    def listed(self):
        """Those that people put up, not those that an order raised for itself."""
        return self.filter(purpose=FencePurpose.WATCH)


class Fence(models.Model):
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="fences", verbose_name=_("organisation")
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    kind = models.CharField(_("kind"), max_length=6, choices=FenceKind, default=FenceKind.SHAPE)
    purpose = models.CharField(max_length=8, choices=FencePurpose, default=FencePurpose.WATCH, editable=False)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("area"),
        help_text=_("For an area."),
    )
    centre = models.PointField(_("centre"), null=True, blank=True, help_text=_("For a post or a ring."))
    radius_m = models.FloatField(_("radius, m"), null=True, blank=True, help_text=_("For a post or a ring."))
    inner_m = models.FloatField(
        _("inner radius, m"), null=True, blank=True, help_text=_("For a ring: what lies nearer does not count.")
    )
    shape = models.MultiPolygonField(_("shape"), null=True, blank=True, help_text=_("For a drawn shape."))
    geom = models.MultiPolygonField(editable=False)  # derived: what counts as inside
    unit_kinds = ArrayField(
        models.CharField(max_length=12, choices=UnitKind),
        default=list,
        blank=True,
        verbose_name=_("kinds of units"),
        help_text=_("None chosen: all kinds."),
    )
    units = models.ManyToManyField(
        Unit,
        blank=True,
        related_name="fences",
        verbose_name=_("units"),
        help_text=_("None chosen: all units of the organisation and of those below it."),
    )
    tell = models.CharField(_("tell"), max_length=6, choices=Tell, default=Tell.NOTE)
    dwell_s = models.PositiveIntegerField(
        _("stay, s"), null=True, blank=True, help_text=_("Report a unit that stays this long. Empty: never.")
    )
    margin_m = models.FloatField(
        _("margin, m"),
        default=20,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
        help_text=_("A unit has left when it is further outside than this, and than its fix is rough."),
    )
    in_a_row = models.PositiveSmallIntegerField(
        _("fixes in a row"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("So many must agree before a unit has entered or left; the first is the time."),
    )
    slower_than = models.FloatField(
        _("slower than, m/s"), null=True, blank=True, help_text=_("Faster units drive past. Empty: any speed.")
    )
    begins_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("put up by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)  # the writer sees by it that fences changed

    objects = FencesQuerySet.as_manager()

    class Meta:
        ordering = ["name_en", "id"]
        verbose_name = _("fence")
        verbose_name_plural = _("fences")
        indexes = [models.Index(fields=["id"], name="fence_active", condition=Q(active=True))]
        constraints = [
            models.CheckConstraint(
                condition=Q(begins_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("begins_at")),
                name="fence_ends_after_it_begins",
                violation_error_message=_("The fence must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    @property
    def names(self) -> dict[str, str]:
        return {"zh": self.name_zh, "en": self.name_en}

    @property
    def outline(self) -> MultiPolygon:
        """What counts as inside now: an area's outline may have changed since the fence was put up."""
        return self.area.geom if self.kind == FenceKind.AREA and self.area_id else self.geom

    def clean(self) -> None:
        """Derive ``geom``; a shape that cannot be a fence is refused with the field that is wrong."""
        try:
            self.geom = outline(
                self.kind,
                area=self.area.geom if self.area_id else None,
                centre=self.centre,
                radius_m=self.radius_m,
                inner_m=self.inner_m,
                shape=self.shape,
            )
        except BadShape as error:
            raise ValidationError({error.field: error.message}) from error

    def save(self, *args, **kwargs) -> None:
        if not self.geom:
            self.clean()
        if self.pk and not self._state.adding:
            self.version = F("version") + 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)


class PresencesQuerySet(models.QuerySet):
    def inside(self):
        return self.filter(since__isnull=False, fence__in=Fence.objects.in_force())


class Presence(models.Model):
    """A unit in a fence, or (``since`` null) about to be: the writer's memory, moved in the transaction of the fixes.

    ``row`` fixes in a row say the contrary of ``since``, the first of them at ``row_at``, ``row_lon``, ``row_lat``.
    """

    fence = models.ForeignKey(Fence, models.CASCADE, related_name="presences", verbose_name=_("fence"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="presences", verbose_name=_("unit"))
    since = models.DateTimeField(_("inside since"), null=True)
    dwelled = models.BooleanField(_("stayed"), default=False)
    row = models.PositiveSmallIntegerField(default=0)
    row_at = models.DateTimeField(null=True)
    row_lon = models.FloatField(null=True)
    row_lat = models.FloatField(null=True)

    objects = PresencesQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["unit", "fence"], name="a_unit_once_at_a_fence")]

    def __str__(self) -> str:
        return f"{self.unit_id} @ {self.fence_id}"


class FenceEvent(models.Model):
    """A unit entered, left, or stayed. Written once, never changed (a trigger refuses it)."""

    class Kind(models.TextChoices):
        ENTER = "enter", _("Entered")
        LEAVE = "leave", _("Left")
        DWELL = "dwell", _("Stayed")

    fence = models.ForeignKey(Fence, models.PROTECT, related_name="events", verbose_name=_("fence"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="fence_events", verbose_name=_("unit"))
    kind = models.CharField(_("what"), max_length=5, choices=Kind)
    at = models.DateTimeField(_("at"))  # the device's clock
    received_at = models.DateTimeField(_("certain at"))
    point = models.PointField(_("point"), spatial_index=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("fence crossing")
        verbose_name_plural = _("fence crossings")
        indexes = [
            models.Index(fields=["fence", "-at"], name="fence_event_of_fence"),
            models.Index(fields=["unit", "-at"], name="fence_event_of_unit"),
            BrinIndex(fields=["received_at"], name="fence_event_by_arrival", autosummarize=True),  # for retention
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.fence_id} {self.at:%H:%M:%S}"


class Announced(models.Model):
    """How far the crossings are announced: the id of the last one. They are written by one process, in their order."""

    last_event = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last_event)
