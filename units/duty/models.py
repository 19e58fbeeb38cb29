"""Shifts bind people to units for a time."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.access.scope import ScopedQuerySet
from units.crews.models import Unit
from units.organisations.models import Organisation


class TstzRange(models.Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Shift(models.Model):
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="shifts", verbose_name=_("unit"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="shifts", verbose_name=_("organisation")
    )
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    logged_on_at = models.DateTimeField(_("logged on"), null=True, blank=True)
    logged_off_at = models.DateTimeField(_("logged off"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_at"]
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="shift_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="one_shift_per_unit_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    (TstzRange("begins_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.begins_at:%m-%d %H:%M}–{self.ends_at:%H:%M}"


class ShiftMember(models.Model):
    shift = models.ForeignKey(Shift, models.CASCADE, related_name="members", verbose_name=_("shift"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="shift_memberships", verbose_name=_("officer")
    )
    leader = models.BooleanField(_("leads the unit"), default=False)

    class Meta:
        verbose_name = _("shift member")
        verbose_name_plural = _("shift members")
        constraints = [models.UniqueConstraint(fields=["shift", "user"], name="a_person_once_per_shift")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.shift}"
