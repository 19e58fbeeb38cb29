"""Terminals: a token bound to a unit (a device on board) or to a user (their phone), revocable at once."""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.access.scope import ScopedQuerySet
from units.crews.models import Unit
from units.organisations.models import Organisation

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another one: people type it into phones
GROUPS, GROUP = 6, 4


def digest(token: str) -> str:
    """What is stored of a token: its SHA-256, hex. Tokens are 118 random bits, so no salt or stretching is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


class Datum(models.TextChoices):
    WGS84 = "wgs84", _("WGS-84")
    GCJ02 = "gcj02", _("GCJ-02")


class Terminal(models.Model):
    label = models.CharField(_("label"), max_length=80)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="terminals", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="terminals", verbose_name=_("unit")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="terminals",
        verbose_name=_("acts as user"),
        help_text=_("Requests with this token have this user's scope and rights."),
    )
    gateway = models.BooleanField(
        _("gateway"),
        default=False,
        help_text=_("May send positions for every unit of its organisation's branch (vehicle systems, simulation)."),
    )
    datum = models.CharField(
        _("coordinates"),
        max_length=5,
        choices=Datum,
        default=Datum.WGS84,
        help_text=_(
            "What the device sends. GPS receivers send WGS-84; some Chinese apps send GCJ-02: ask, never guess."
        ),
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    last_seen = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    battery = models.FloatField(_("battery"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("terminal")
        verbose_name_plural = _("terminals")

    def __str__(self) -> str:
        return self.label

    def issue_token(self) -> str:
        """Set a new token on this (unsaved) row and return it: it is shown once and never stored."""
        token = "-".join("".join(secrets.choice(LETTERS) for _letter in range(GROUP)) for _group in range(GROUPS))
        self.token_digest = digest(token)
        return token
