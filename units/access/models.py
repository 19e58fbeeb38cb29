"""Who holds which role where, and what the bureau demands of a role."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.organisations.models import Organisation


class Role(models.TextChoices):
    CALL_TAKER = "call_taker", _("Call taker")
    DISPATCHER = "dispatcher", _("Dispatcher")
    DUTY_CHIEF = "duty_chief", _("Duty chief")
    STATION_OFFICER = "station_officer", _("Station officer")
    FIELD_OFFICER = "field_officer", _("Field officer")
    ANALYST = "analyst", _("Analyst")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class RoleGrant(models.Model):
    """A role at an organisation: it covers that organisation and everything below it, from begin to end."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="role_grants", verbose_name=_("organisation")
    )
    begins_at = models.DateTimeField(_("begins"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "organisation"], name="one_grant_per_role_and_place"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("begins_at")), name="grant_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} @ {self.organisation}"


class RolePolicy(models.Model):
    """What the bureau demands of everybody who holds a role."""

    role = models.CharField(_("role"), max_length=20, choices=Role, unique=True)
    second_factor_required = models.BooleanField(_("second factor required"), default=False)
    idle_minutes = models.PositiveSmallIntegerField(
        _("sign out after idle minutes"), default=0, help_text=_("0: never (a dispatch seat in a secure room).")
    )

    class Meta:
        verbose_name = _("role policy")
        verbose_name_plural = _("role policies")

    def __str__(self) -> str:
        return self.get_role_display()


class LoginFailure(models.Model):
    """One wrong sign-in; five within fifteen minutes lock the account."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="login_failures")
    at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "at"])]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d %H:%M:%S}"


class IdempotencyKey(models.Model):
    """A write that was asked for with a key, and what was answered. ``principal``: ``user 7`` or ``terminal 12``."""

    principal = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["principal", "key"], name="one_deed_per_key")]

    def __str__(self) -> str:
        return f"{self.principal}: {self.key}"
