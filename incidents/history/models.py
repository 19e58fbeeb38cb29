"""A file on its way in, and what came of it: historic events. They are past, they are counted, they are never live."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.kinds.models import Kind
from maps.areas.models import Area
from units.access.scope import ScopedQuerySet
from units.organisations.models import Organisation


class Datum(models.TextChoices):
    """How the file's coordinates are meant. Asked, never guessed."""

    WGS84 = "wgs84", _("WGS-84 degrees (GPS, OpenStreetMap)")
    GCJ02 = "gcj02", _("GCJ-02 degrees (Chinese map products)")
    EPSG = "epsg", _("Metres or degrees of an EPSG code (UTM zone, CGCS2000 …)")


class DateOrder(models.TextChoices):
    YMD = "ymd", _("year, month, day")
    DMY = "dmy", _("day, month, year")
    MDY = "mdy", _("month, day, year")


class ImportState(models.TextChoices):
    """``checking`` and ``importing`` are owed by a worker: it locks the row, and dies without a trace if it must."""

    DRAFT = "draft", _("Columns to choose")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Failed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OWED = [ImportState.CHECKING, ImportState.IMPORTING]


class HistoryQuerySet(ScopedQuerySet):
    see_right = "history.see"


class HistoryImport(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("uploaded"), default=timezone.now)
    name = models.CharField(_("file"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.DRAFT)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    header = models.JSONField(default=list)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    # How it is to be read: {role: header}, see columns.ROLES; {word: code of a kind, or "" for left out}
    columns = models.JSONField(default=dict)
    kinds = models.JSONField(default=dict)
    patrol_words = models.JSONField(default=list)
    datum = models.CharField(_("coordinates"), max_length=8, choices=Datum, blank=True)
    epsg = models.PositiveIntegerField(_("EPSG code"), null=True, blank=True)
    date_order = models.CharField(_("order of dates"), max_length=3, choices=DateOrder, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    # What the last check or import found.
    good = models.PositiveIntegerField(_("usable rows"), default=0)
    bad = models.PositiveIntegerField(_("rows with errors"), default=0)
    left_out = models.PositiveIntegerField(_("rows left out on purpose"), default=0)
    outside = models.PositiveIntegerField(_("outside all station areas"), default=0)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    reasons = models.JSONField(default=dict)  # {code of an error: rows}
    errors = models.JSONField(default=list)  # the first of them: [row, field, value, code]
    message = models.TextField(blank=True)  # why it failed
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("import of past incidents")
        verbose_name_plural = _("imports of past incidents")
        indexes = [models.Index(fields=["at"], name="history_owed", condition=models.Q(state__in=OWED))]

    def __str__(self) -> str:
        return self.name


class HistoryFile(models.Model):
    """The file itself, until it is imported or withdrawn: it may hold more than we want to keep. Both are zlib."""

    source = models.OneToOneField(HistoryImport, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()
    errors = models.BinaryField(default=b"")  # the rows with errors as CSV, all of them


class Source(models.TextChoices):
    """Who found it. What patrols find where they are sent proves nothing about where to send them."""

    CALL = "call", _("Reported by the public")
    PATROL = "patrol", _("Found on patrol")


class HistoricEvent(models.Model):
    imported = models.ForeignKey(HistoryImport, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    day = models.DateField()  # of the bureau's calendar
    point = models.PointField()
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=6, choices=Source)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["day", "organisation"], name="history_by_day")]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.at:%Y-%m-%d %H:%M}"
