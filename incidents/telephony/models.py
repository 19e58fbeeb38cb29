"""Trunks: the lines that calls go out on. No password is stored, only the name of what holds it."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.access.scope import ScopedQuerySet
from units.organisations.models import Organisation


class TrunksQuerySet(ScopedQuerySet):
    see_right = "autocall.see"


class Trunk(models.Model):
    """A SIP trunk. ``organisation`` empty: everybody's; else its own and those below it."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    simulated = models.BooleanField(
        _("simulated exchange"),
        default=False,
        help_text=_("The local exchange of simulated phones. Drills and demonstrations use nothing else."),
    )
    server = models.CharField(
        _("server"),
        max_length=120,
        help_text=_("Name or address, with the port if it is not 5060: sip.example.org, 192.0.2.10:5080"),
        validators=[RegexValidator(r"^[A-Za-z0-9.-]+(:\d{1,5})?$", _("A name or address, with an optional port."))],
    )
    domain = models.CharField(
        _("domain"),
        max_length=120,
        blank=True,
        help_text=_("What stands behind the @ of an address, if it is not the server."),
        validators=[RegexValidator(r"^[A-Za-z0-9.-]+(:\d{1,5})?$", _("A name or address, with an optional port."))],
    )
    user = models.CharField(
        _("user"), max_length=60, validators=[RegexValidator(r"^[\w.+-]+$", _("Letters, digits, and . _ + - only."))]
    )
    caller_id = models.CharField(
        _("caller number"),
        max_length=32,
        blank=True,
        help_text=_("The number that the called person sees, if the exchange lets us choose it; else the user's."),
        validators=[RegexValidator(r"^\+?\d+$", _("Digits only, with an optional + in front."))],
    )
    password_env = models.CharField(
        _("password is in"),
        max_length=60,
        blank=True,
        help_text=_("Name of the environment variable that holds it, such as MUSTER_TRUNK_PASSWORD. Never here."),
        validators=[RegexValidator(r"^MUSTER_TRUNK_[A-Z0-9_]+$", _("A name that begins with MUSTER_TRUNK_."))],
    )
    region = models.CharField(
        _("region of the number plan"),
        max_length=2,
        default="CN",
        help_text=_("Two letters (CN, FR, …): how numbers without a country code are read."),
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters."))],
    )
    extension_digits = models.PositiveSmallIntegerField(
        _("internal numbers have at most"),
        default=0,
        validators=[MaxValueValidator(7)],
        help_text=_("digits; they are dialled as they are. 0: no internal numbers."),
    )
    dial_prefix = models.CharField(
        _("dialled before outside numbers"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^[0-9*#]+$", _("Digits, * and # only."))],
    )
    national_format = models.BooleanField(
        _("dial home numbers without the country code"),
        default=False,
        help_text=_("138… instead of +86138…, when the exchange asks for it."),
    )
    lines = models.PositiveSmallIntegerField(
        _("lines at once"), default=10, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    ring_s = models.PositiveSmallIntegerField(
        _("let it ring, s"), default=35, validators=[MinValueValidator(3), MaxValueValidator(120)]
    )
    talk_s = models.PositiveSmallIntegerField(
        _("talk at most, s"), default=120, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    active = models.BooleanField(_("active"), default=True)
    # What the line itself says, kept by the callers: a code of faults.py, "" while all is well.
    fault = models.CharField(max_length=24, blank=True, editable=False)
    fault_detail = models.CharField(max_length=200, blank=True, editable=False)
    fault_at = models.DateTimeField(null=True, editable=False)
    next_try_at = models.DateTimeField(null=True, editable=False)

    objects = TrunksQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("telephone line (SIP trunk)")
        verbose_name_plural = _("telephone lines (SIP trunks)")

    def __str__(self) -> str:
        return self.name

    @property
    def limit_s(self) -> int:
        """Ring and talk limit together: a call of this line is over by then, whatever happened."""
        return self.ring_s + self.talk_s
