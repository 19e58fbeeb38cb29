"""The dispatch order (派警单): one unit sent to one incident, with two clocks for every step."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dispatch.recommendation.models import Recommendation
from incidents.register.models import Incident
from units.access.scope import ScopedQuerySet
from units.crews.models import Unit
from units.fences.models import Fence
from units.organisations.models import Organisation


class AssignmentState(models.TextChoices):
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    SIGNED = "signed", _("Signed")
    EN_ROUTE = "en_route", _("En route")
    ON_SCENE = "on_scene", _("On scene")
    HANDLED = "handled", _("Handled")
    CLEARED = "cleared", _("Cleared")
    RETURNED = "returned", _("Returned")
    CANCELLED = "cancelled", _("Cancelled")
    PREEMPTED = "preempted", _("Pre-empted")


ENDED_STATES = [
    AssignmentState.CLEARED,
    AssignmentState.RETURNED,
    AssignmentState.CANCELLED,
    AssignmentState.PREEMPTED,
]


class AssignmentsQuerySet(ScopedQuerySet):
    see_right = "incident.see"

    def live(self):
        return self.exclude(state__in=ENDED_STATES)


class Assignment(models.Model):
    code = models.CharField(
        _("code"), max_length=32, unique=True, help_text=_("Incident's code, a dash, a running number.")
    )
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="assignments", verbose_name=_("incident"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=_("unit"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="assignments", verbose_name=_("unit's organisation")
    )
    state = models.CharField(_("state"), max_length=12, choices=AssignmentState, default=AssignmentState.SENT)
    primary = models.BooleanField(_("the unit's primary order"), default=True)
    instruction = models.CharField(_("instruction"), max_length=300, blank=True)
    recommendation = models.ForeignKey(
        Recommendation, models.SET_NULL, null=True, blank=True, related_name="assignments"
    )
    override_reason = models.CharField(_("reason for not following the recommendation"), max_length=120, blank=True)
    eta_s = models.FloatField(_("expected travel time, s"), null=True, blank=True)
    # The button's clock …
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    en_route_at = models.DateTimeField(_("en route"), null=True, blank=True)
    on_scene_at = models.DateTimeField(_("on scene"), null=True, blank=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # … and the machine's.
    delivered_at = models.DateTimeField(_("received by the terminal"), null=True, blank=True)
    moved_evidence_at = models.DateTimeField(_("seen moving by GPS"), null=True, blank=True)
    arrived_evidence_at = models.DateTimeField(_("seen on scene by GPS"), null=True, blank=True)
    # What the evidence is measured from.
    start_point = models.PointField(null=True, editable=False, spatial_index=False)  # where the unit was when it signed
    start_at = models.DateTimeField(null=True, editable=False)
    ring = models.ForeignKey(  # around the place: entering it is arriving
        Fence, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    return_requested_at = models.DateTimeField(_("return asked"), null=True, blank=True)
    return_reason = models.CharField(_("reason for return"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssignmentsQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        verbose_name = _("dispatch order")
        verbose_name_plural = _("dispatch orders")
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "unit"],
                condition=~models.Q(state__in=ENDED_STATES),
                name="a_unit_once_on_an_incident",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(primary=True) & ~models.Q(state__in=ENDED_STATES),
                name="one_primary_order_per_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def live(self) -> bool:
        return self.state not in ENDED_STATES


class AssignmentStep(models.Model):
    """Every transition, with who or what caused it."""

    class Source(models.TextChoices):
        TERMINAL = "terminal", _("Terminal")
        CONSOLE = "console", _("Console")
        VOICE = "voice", _("By voice")
        API = "api", _("Interface")
        EVIDENCE = "evidence", _("Machine")

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=AssignmentState)
    at = models.DateTimeField(_("pressed at"))  # the terminal's clock when it worked offline
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    source = models.CharField(max_length=10, choices=Source)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("step of an order")
        verbose_name_plural = _("steps of orders")

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.state} {self.at:%H:%M:%S}"
