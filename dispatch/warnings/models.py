"""A warning to a station, and the measures it was answered with. It names a place and days, never a person."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.hotspots.models import HotspotRun, MethodCode
from incidents.kinds.models import Kind
from maps.areas.models import Area
from units.access.scope import ScopedQuerySet
from units.organisations.models import Organisation


class WarningState(models.TextChoices):
    """One way. ``delivered``: a page of the station showed it; ``signed``: a person there took it up."""

    NEW = "new", pgettext_lazy("warning", "Sent")
    DELIVERED = "delivered", _("Delivered")
    SIGNED = "signed", _("Signed")
    ANSWERED = "answered", _("Answered with measures")
    CLOSED = "closed", _("Closed")


UNSIGNED = [WarningState.NEW, WarningState.DELIVERED]
OPEN = [*UNSIGNED, WarningState.SIGNED, WarningState.ANSWERED]


class Usefulness(models.TextChoices):
    USEFUL = "useful", _("Useful")
    NOT_USEFUL = "not_useful", _("Not useful")


class WarningsQuerySet(ScopedQuerySet):
    see_right = "warning.see"

    def open(self):
        return self.filter(state__in=OPEN)


class HotspotWarning(models.Model):
    """Its figures are those of the finding, copied: what was told stays as it was told."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="hotspot_warnings", verbose_name=_("station")
    )
    run = models.ForeignKey(HotspotRun, models.PROTECT, related_name="warnings", verbose_name=_("run"))
    method = models.CharField(_("method"), max_length=10, choices=MethodCode)
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    day = models.DateField(_("day"))
    # {"cases", "expected", "low", "high", "p", "recurrence_days", "first_day", "last_day", "radius_m", …}
    figures = models.JSONField(default=dict)
    events = models.JSONField(default=list)  # [{"ref", "at", "lon", "lat", "kind"}], ref: an incident's code or ""
    centre = models.PointField(_("centre"))
    outline = models.MultiPolygonField(_("area"))
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=WarningState, default=WarningState.NEW)
    at = models.DateTimeField(_("sent"), default=timezone.now)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    signed_at = models.DateTimeField(_("signed"), null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    close_note = models.CharField(_("closing note"), max_length=300, blank=True)
    usefulness = models.CharField(_("judgement"), max_length=12, choices=Usefulness, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The same place and kind found again on a later day is told here, not as another warning.
    seen_again = models.JSONField(default=list)  # [{"day", "cases", "expected", "p"}]
    # What came after: {"confirmed", "count", "expected", "days"}; {"ratio", "low", "high", …}: see effect.py
    outcome = models.JSONField(default=dict)
    effect = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    objects = WarningsQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("hotspot warning")
        verbose_name_plural = _("hotspot warnings")
        indexes = [
            models.Index(fields=["organisation", "at"], name="warnings_of_a_station"),
            GistIndex(fields=["outline"], name="warnings_by_place", condition=Q(state__in=OPEN)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def open(self) -> bool:
        return self.state in OPEN


class MeasureKind(models.TextChoices):
    PATROL = "patrol", _("Patrol, 10 to 15 minutes at a time")
    PRESENCE = "presence", _("Officer or post at the place")
    CONTACT = "contact", _("Shops and residents spoken to")
    LIGHTING = "lighting", _("Lighting, locks, fences mended")
    NOTICE = "notice", _("Notices, messages to the public")
    CAMERA = "camera", _("Camera checked or set up")
    INVESTIGATION = "investigation", _("Cases looked at as a series")
    OTHER = "other", _("Other")


class Measure(models.Model):
    """What the station does about it, from when to when: the effect is measured over these days."""

    warning = models.ForeignKey(HotspotWarning, models.CASCADE, related_name="measures")
    kind = models.CharField(_("measure"), max_length=14, choices=MeasureKind)
    begins = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    note = models.CharField(_("how"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["begins", "pk"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=models.F("begins")), name="measure_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.begins}"
