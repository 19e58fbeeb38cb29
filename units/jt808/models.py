"""Which vehicle terminal speaks for which of ours, and which strangers knocked."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.terminals.models import Terminal


class Registration(models.Model):
    """A terminal's number on the wire. ``code_digest``: of the code that it must name after each connecting."""

    terminal = models.OneToOneField(Terminal, models.CASCADE, related_name="jt808", verbose_name=_("terminal"))
    phone = models.CharField(
        _("terminal's phone number"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[1-9A-Fa-f][0-9A-Fa-f]*$", _("Digits, without zeros in front."))],
        help_text=_("As set in the device, without zeros in front (JT/T 808 fills it up with them)."),
    )
    plate = models.CharField(
        _("plate"), max_length=20, blank=True, help_text=_("If given, a device that names another one is refused.")
    )
    device = models.CharField(
        _("device number"),
        max_length=60,
        blank=True,
        help_text=_("Set by the first registration; another device with this phone number is then refused."),
    )
    maker = models.CharField(_("maker"), max_length=60, blank=True, editable=False)
    model = models.CharField(_("model"), max_length=60, blank=True, editable=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    registered_at = models.DateTimeField(_("registered at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("JT/T 808 registration")
        verbose_name_plural = _("JT/T 808 registrations")

    def __str__(self) -> str:
        return self.phone


class UnknownDevice(models.Model):
    """A device that asked for registration and that nobody has admitted. The list is bounded: see ``actions``."""

    phone = models.CharField(_("terminal's phone number"), max_length=20, unique=True)
    plate = models.CharField(_("plate"), max_length=60, blank=True)
    device = models.CharField(_("device number"), max_length=60, blank=True)
    maker = models.CharField(_("maker"), max_length=60, blank=True)
    model = models.CharField(_("model"), max_length=60, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    first_seen = models.DateTimeField(_("first seen"), default=timezone.now)
    last_seen = models.DateTimeField(_("last seen"), default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-last_seen"]
        verbose_name = _("seen, unknown device")
        verbose_name_plural = _("seen, unknown devices")

    def __str__(self) -> str:
        return self.phone
