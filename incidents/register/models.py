"""The incident (警情). Its state is derived from its dispatch orders, which live a floor above and tell it here."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.calls.models import Channel, IncidentsQuerySet
from incidents.kinds.choices import Level, Nature
from incidents.kinds.models import Kind
from maps.areas.models import Area
from units.organisations.models import Organisation


class IncidentState(models.TextChoices):
    """One way, except that an incident whose last order falls away returns to ``accepted``, and reopening."""

    ACCEPTED = "accepted", _("Accepted")
    DISPATCHED = "dispatched", _("Dispatched")
    SIGNED = "signed", _("Signed")
    EN_ROUTE = "en_route", _("En route")
    ON_SCENE = "on_scene", _("On scene")
    HANDLED = "handled", _("Handled")
    REPORTED = "reported", _("Reported")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")
    INVALID = "invalid", _("Invalid")
    MERGED = "merged", _("Merged")


OPEN_STATES = [
    IncidentState.ACCEPTED,
    IncidentState.DISPATCHED,
    IncidentState.SIGNED,
    IncidentState.EN_ROUTE,
    IncidentState.ON_SCENE,
    IncidentState.HANDLED,
    IncidentState.REPORTED,
]


class CloseResult(models.TextChoices):
    """How it ended (处理结果)."""

    SETTLED = "settled", _("Settled on the spot")
    CASE = "case", _("Case opened")
    MEDIATED = "mediated", _("Mediated")
    HANDED_OVER = "handed_over", _("Handed over")
    NOTHING_FOUND = "nothing", _("Nothing found on arrival")
    WITHDRAWN = "withdrawn", _("Withdrawn by the caller")
    OTHER = "other", _("Other")


class RunningNumber(models.Model):
    """The last number given in a series: one row per day. Taken by ``numbers.next_code``."""

    series = models.CharField(primary_key=True, max_length=20)
    last = models.PositiveIntegerField()


class PlaceSource(models.TextChoices):
    ADDRESS = "address", _("Address search")
    MAP = "map", _("Picked on the map")
    PHONE = "phone", _("Caller's phone")
    CELL = "cell", _("Cell")
    SUBSCRIBER = "subscriber", _("Subscriber's address")
    OFFICER = "officer", _("Officer on scene")
    COORDINATES = "coordinates", _("Coordinates told")
    API = "api", _("Another system")


class Incident(models.Model):
    code = models.CharField(
        _("code"), max_length=24, unique=True, help_text=_("Year, month, day and a running number.")
    )
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="incidents", verbose_name=_("kind at intake"))
    found_kind = models.ForeignKey(
        Kind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind as found")
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    intake_level = models.PositiveSmallIntegerField(_("level at intake"), choices=Level)
    found_level = models.PositiveSmallIntegerField(_("level as found"), choices=Level, null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=IncidentState, default=IncidentState.ACCEPTED)
    state_since = models.DateTimeField(_("state since"), default=timezone.now)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="incidents", verbose_name=_("responsible station")
    )
    organisation_reason = models.CharField(_("reason for another station"), max_length=200, blank=True)
    shared_with = models.ManyToManyField(
        Organisation, blank=True, related_name="incidents_shared", verbose_name=_("shared with")
    )
    # The place. What was typed stays as typed; the point has source, time and how sure it is.
    place_typed = models.CharField(_("place as typed"), max_length=300, blank=True)
    address = models.CharField(_("address found"), max_length=300, blank=True)
    place_note = models.CharField(_("place, more exactly"), max_length=300, blank=True)
    point = models.PointField(_("point"))
    place_source = models.CharField(_("source"), max_length=12, choices=PlaceSource, default=PlaceSource.ADDRESS)
    place_at = models.DateTimeField(_("place known since"), default=timezone.now)
    place_uncertainty_m = models.FloatField(_("uncertainty ± m"), default=0)
    place_verified = models.BooleanField(_("verified"), default=False)
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("area"))
    beat = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("beat"))
    # What is known.
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.VOICE_110)
    nature = models.CharField(_("call nature"), max_length=10, choices=Nature, default=Nature.EMERGENCY)
    description = models.TextField(_("description"), blank=True)
    risk_flags = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("risk flags"))
    answers = models.JSONField(_("answers to guided questions"), default=dict, blank=True)
    caller_name = models.CharField(_("caller"), max_length=80, blank=True)
    caller_phone = models.CharField(_("caller's number"), max_length=32, blank=True, db_index=True)
    caller_point = models.PointField(_("caller's position"), null=True, blank=True)
    confidential = models.BooleanField(_("confidential caller"), default=False)
    # Its course.
    called_at = models.DateTimeField(_("call began"), default=timezone.now)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    hold_reason = models.CharField(_("reason for holding"), max_length=200, blank=True)
    dispatched_at = models.DateTimeField(_("first dispatched"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("first on scene"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    close_result = models.CharField(_("result"), max_length=30, choices=CloseResult, blank=True)
    close_note = models.TextField(_("closing note"), blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    major = models.BooleanField(_("major incident"), default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="incidents_opened",
        verbose_name=_("opened by"),
    )
    simulated = models.BooleanField(_("simulated"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # {field: {"version": the one it last changed in, "by": user id, "editor": form, "at": ISO 8601}}
    field_versions = models.JSONField(default=dict, editable=False)

    objects = IncidentsQuerySet.as_manager()

    class Meta:
        ordering = ["level", "opened_at", "id"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [
            models.Index(
                fields=["level", "opened_at"], name="incident_queue", condition=models.Q(state__in=OPEN_STATES)
            ),
            models.Index(fields=["opened_at"]),
            GinIndex(fields=["description"], name="incident_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES


class PlaceCorrection(models.Model):
    """Location correction (位置修正): the old point stays, with who, when and why."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="corrections", verbose_name=_("incident"))
    point = models.PointField(_("old point"))
    address = models.CharField(_("old address"), max_length=300, blank=True)
    source = models.CharField(_("old source"), max_length=12, choices=PlaceSource)
    uncertainty_m = models.FloatField(_("old uncertainty ± m"))
    new_point = models.PointField(_("new point"))
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        ordering = ["at"]


class IncidentLink(models.Model):
    """Two incidents that belong together; each stays readable by itself."""

    class Kind(models.TextChoices):
        SAME_EVENT = "same", _("Same event")
        SERIES = "series", _("Series")
        RELATED = "related", _("Related")

    a = models.ForeignKey(Incident, models.CASCADE, related_name="links_from")
    b = models.ForeignKey(Incident, models.CASCADE, related_name="links_to")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["a", "b", "kind"], name="one_link_of_a_kind"),
            models.CheckConstraint(condition=models.Q(a__lt=models.F("b")), name="link_low_to_high"),
        ]


class InvolvedPerson(models.Model):
    class Role(models.TextChoices):
        CALLER = "caller", _("Caller")
        VICTIM = "victim", _("Victim")
        SUSPECT = "suspect", _("Suspect")
        WITNESS = "witness", _("Witness")
        OTHER = "other", _("Other party")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="persons")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    name = models.CharField(_("name"), max_length=80, blank=True)
    telephone = models.CharField(_("telephone"), max_length=32, blank=True)
    description = models.CharField(_("description"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]


class InvolvedVehicle(models.Model):
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="vehicles")
    plate = models.CharField(_("plate"), max_length=16, blank=True, db_index=True)
    plate_type = models.CharField(_("plate type"), max_length=20, blank=True)
    description = models.CharField(_("description"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
