"""Patrol units: the rows that are sent."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from maps.areas.models import Area
from units.access.scope import ScopedQuerySet
from units.organisations.models import Organisation


class UnitKind(models.TextChoices):
    CAR = "car", _("Car")
    MOTORCYCLE = "motorcycle", _("Motorcycle")
    FOOT = "foot", _("Foot patrol")
    VAN = "van", _("Van")
    BOAT = "boat", _("Boat")


class UnitState(models.TextChoices):
    """What the unit is doing. Derived from its assignments while it has any; else chosen by people."""

    FREE = "free", _("Free")
    SENT = "sent", _("Sent")
    SIGNED = "signed", _("Signed")
    EN_ROUTE = "en_route", _("En route")
    ON_SCENE = "on_scene", _("On scene")
    HANDLED = "handled", _("Handled")
    BUSY = "busy", _("Busy")
    OFF = "off", _("Off duty")


class Capability(models.Model):
    """What a unit can do, as a word that kinds may require: ``armed``, ``traffic``, ``first_aid`` …"""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name = _("capability")
        verbose_name_plural = _("capabilities")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class Unit(models.Model):
    call_sign = models.CharField(_("call sign"), max_length=16, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units", verbose_name=_("organisation"))
    shared_with = models.ManyToManyField(
        Organisation, blank=True, related_name="units_shared", verbose_name=_("shared with")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind, default=UnitKind.CAR)
    capabilities = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("capabilities"))
    officers = models.PositiveSmallIntegerField(_("officers aboard"), default=2)
    home_area = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("patrol area")
    )
    state = models.CharField(_("state"), max_length=10, choices=UnitState, default=UnitState.OFF)
    state_since = models.DateTimeField(_("state since"), default=timezone.now)
    state_reason = models.CharField(_("reason"), max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    active = models.BooleanField(_("active"), default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["call_sign"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.call_sign

    @property
    def available(self) -> bool:
        """Free to be sent without taking it from anything."""
        return self.state == UnitState.FREE
