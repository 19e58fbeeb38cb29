"""What was cast by whom to where, until when, and who saw it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dispatch.wall.models import Display
from incidents.register.models import Incident
from units.access.scope import ScopedQuerySet
from units.cameras.models import Camera
from units.crews.models import Unit
from units.organisations.models import Organisation
from units.terminals.models import Terminal


class SubjectKind(models.TextChoices):
    INCIDENT = "incident", _("Incident")
    UNIT = "unit", _("Unit")
    CAMERA = "camera", _("Camera")
    VIEW = "view", _("Map view")


class TargetKind(models.TextChoices):
    WALL = "wall", _("Wall")
    SEAT = "seat", _("Seat")
    UNIT = "unit", _("Unit")
    ORGANISATION = "organisation", _("Organisation")


def _exactly_one(*columns: str) -> Q:
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{other}__isnull": other != column for other in columns})
    return condition


class CastsQuerySet(ScopedQuerySet):
    see_right = "cast.send"

    def in_force(self):
        return self.filter(ended_at=None, until__gt=timezone.now())


class Cast(models.Model):
    """Exactly one subject, exactly one target. ``view``: ``{"bounds": [w, s, e, n], "zoom", "layers": […]}``."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="casts")  # the sender's
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="casts")
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, related_name="casts")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="casts")
    camera = models.ForeignKey(Camera, models.CASCADE, null=True, related_name="casts")
    view = models.JSONField(null=True)
    to_wall = models.ForeignKey(Display, models.CASCADE, null=True, related_name="casts")
    to_seat = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="casts_received")
    to_unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="casts_received")
    to_organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="casts_received")
    message = models.CharField(_("message"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # taken down before its time
    version = models.PositiveIntegerField(default=1)

    objects = CastsQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["until"], name="casts_by_end", condition=Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(condition=_exactly_one("incident", "unit", "camera", "view"), name="one_subject"),
            models.CheckConstraint(
                condition=_exactly_one("to_wall", "to_seat", "to_unit", "to_organisation"), name="one_target"
            ),
            models.CheckConstraint(condition=Q(until__gt=models.F("at")), name="cast_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} → {self.target_kind} {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def subject_kind(self) -> str:
        return next(kind for kind in SubjectKind.values if getattr(self, kind) is not None)

    @property
    def subject(self):
        return getattr(self, self.subject_kind)

    @property
    def target_kind(self) -> str:
        return next(kind for kind in TargetKind.values if getattr(self, f"to_{kind}_id") is not None)

    @property
    def target(self):
        return getattr(self, f"to_{self.target_kind}")

    @property
    def in_force(self) -> bool:
        return self.ended_at is None and self.until > timezone.now()


class Receipt(models.Model):
    """What one receiver told: its machine has it, it was on the screen, somebody answered to it."""

    cast = models.ForeignKey(Cast, models.CASCADE, related_name="receipts")
    wall = models.ForeignKey(Display, models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    terminal = models.ForeignKey(Terminal, models.CASCADE, null=True, related_name="+")
    delivered_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["delivered_at"]
        constraints = [
            models.CheckConstraint(condition=_exactly_one("wall", "user", "terminal"), name="one_receiver"),
            models.UniqueConstraint(
                fields=["cast", "wall", "user", "terminal"], nulls_distinct=False, name="one_receipt_per_receiver"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cast_id} {self.delivered_at:%H:%M:%S}"
