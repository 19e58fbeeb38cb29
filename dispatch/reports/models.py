"""The response report (反馈单): what was found and done, with the field's data items."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dispatch.assignments.models import Assignment
from incidents.kinds.choices import Level
from incidents.kinds.models import Kind
from incidents.register.models import Incident
from units.access.scope import ScopedQuerySet
from units.organisations.models import Organisation


class ReportState(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for correction")
    APPROVED = "approved", _("Approved")


class ReportKind(models.TextChoices):
    ARRIVAL = "arrival", _("Report on arrival")
    RESULT = "result", _("Report on the outcome")


class Result(models.TextChoices):
    """Outcome (处理结果)."""

    SETTLED = "settled", _("Settled on the spot")
    MEDIATED = "mediated", _("Mediated")
    TAKEN_IN = "taken_in", _("Persons taken to the station")
    CASE_OPENED = "case", _("Case opened")
    HANDED_OVER = "handed_over", _("Handed over")
    NOT_FOUND = "not_found", _("Nothing found")
    FALSE = "false", _("False report")
    HELPED = "helped", _("Help given")
    OTHER = "other", _("Other")


class ReportsQuerySet(ScopedQuerySet):
    see_right = "incident.see"


class ResponseReport(models.Model):
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reports", verbose_name=_("incident"))
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("dispatch order")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="reports", verbose_name=_("reporting organisation")
    )
    kind = models.CharField(_("kind of report"), max_length=10, choices=ReportKind, default=ReportKind.RESULT)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.SUBMITTED)
    found_kind = models.ForeignKey(
        Kind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind as found")
    )
    found_level = models.PositiveSmallIntegerField(_("level as found"), choices=Level, null=True, blank=True)
    happened_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    place_class = models.CharField(_("class of place"), max_length=30, blank=True)
    narrative = models.TextField(_("what was done"))
    result = models.CharField(_("outcome"), max_length=12, choices=Result, blank=True)
    officers = models.PositiveSmallIntegerField(_("officers sent"), default=0)
    vehicles = models.PositiveSmallIntegerField(_("vehicles sent"), default=0)
    helped = models.PositiveSmallIntegerField(_("persons helped"), default=0)
    injured = models.PositiveSmallIntegerField(_("persons injured"), default=0)
    dead = models.PositiveSmallIntegerField(_("persons dead"), default=0)
    involved = models.PositiveSmallIntegerField(_("persons involved"), default=0)
    arrested = models.PositiveSmallIntegerField(_("persons arrested"), default=0)
    fled = models.PositiveSmallIntegerField(_("persons fled"), default=0)
    weather = models.CharField(_("weather"), max_length=20, blank=True)
    loss = models.CharField(_("loss"), max_length=200, blank=True)
    evidence_items = models.PositiveSmallIntegerField(_("items of evidence"), default=0)
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    handed_to = models.CharField(_("handed over to"), max_length=120, blank=True)
    traffic = models.JSONField(
        _("traffic items"), default=dict, blank=True
    )  # form, cause, visibility, road surface, damage
    parties = models.JSONField(
        _("parties and witnesses"), default=list, blank=True
    )  # [{role, name, telephone, statement}]
    signature = models.TextField(_("signature"), blank=True)  # SVG path data drawn on the terminal
    at = models.DateTimeField(_("written at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports", verbose_name=_("written by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    review_note = models.CharField(_("reviewer's note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportsQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        verbose_name = _("response report")
        verbose_name_plural = _("response reports")

    def __str__(self) -> str:
        return f"{self.incident} {self.get_kind_display()}"


class ReportPhoto(models.Model):
    report = models.ForeignKey(ResponseReport, models.CASCADE, related_name="photos")
    image = models.ImageField(_("photo"), upload_to="reports/%Y/%m/%d/")
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.sha256[:16]
