"""The call as it came in, and the draft that is autosaved while the taker types."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.kinds.choices import Nature
from units.access.scope import ScopedQuerySet
from units.organisations.models import Organisation


class Channel(models.TextChoices):
    """How the matter reached the bureau (报警方式)."""

    VOICE_110 = "110", _("110 voice call")
    VOICE_122 = "122", _("122 traffic call")
    FROM_119 = "119", _("Transferred from 119")
    FROM_12345 = "12345", _("Transferred from 12345")
    SMS_12110 = "12110", _("12110 text message")
    MINI_PROGRAM = "app", _("Mini program")
    VIDEO = "video", _("Video call")
    PATROL = "patrol", _("Found on patrol")
    WALK_IN = "walk_in", _("Walk-in at a station")
    OTHER = "other", _("Other")


class IncidentsQuerySet(ScopedQuerySet):
    see_right = "incident.see"


class CallsQuerySet(IncidentsQuerySet):
    def waiting(self):
        """Ringing, or given up by the caller before anybody answered and not called back yet."""
        return self.filter(answered_at=None, called_back_at=None)


class Call(models.Model):
    """One contact from the public. An incident may have several (repeat calls are linked to the first).

    A call that an exchange reports begins as ringing: neither answered nor ended. Ended without an answer it is missed,
    until somebody calls back. Calls told by a form are born answered.
    """

    code = models.CharField(_("code"), max_length=24, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="calls", verbose_name=_("organisation"))
    incident = models.ForeignKey(
        "incidents.Incident", models.SET_NULL, null=True, blank=True, related_name="calls", verbose_name=_("incident")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.VOICE_110)
    nature = models.CharField(_("call nature"), max_length=10, choices=Nature, default=Nature.EMERGENCY)
    number = models.CharField(_("number"), max_length=32, blank=True, db_index=True)
    caller_name = models.CharField(_("caller"), max_length=80, blank=True)
    caller_phone = models.CharField(_("call-back number"), max_length=32, blank=True)
    caller_point = models.PointField(_("caller's position"), null=True, blank=True)
    caller_accuracy_m = models.FloatField(_("caller's position ± m"), null=True, blank=True)
    confidential = models.BooleanField(_("confidential caller"), default=False)
    text = models.TextField(_("what was said"), blank=True)
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="calls_taken", verbose_name=_("taken by")
    )
    simulated = models.BooleanField(_("simulated"), default=False)
    line = models.CharField(_("line"), max_length=32, blank=True)
    reference = models.CharField(_("number given by the exchange"), max_length=64, blank=True)
    called_back_at = models.DateTimeField(_("called back"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CallsQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at"]
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = [
            models.Index(
                fields=["began_at"], name="call_waiting", condition=models.Q(answered_at=None, called_back_at=None)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "reference"], condition=~models.Q(reference=""), name="one_call_per_reference"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ringing(self) -> bool:
        return self.answered_at is None and self.ended_at is None

    @property
    def missed(self) -> bool:
        return self.answered_at is None and self.ended_at is not None and self.called_back_at is None


class Draft(models.Model):
    """An intake form as typed so far: every field with its own version, so that two editors lose nothing.

    ``fields``: ``{name: {"value": …, "version": int, "by": user id, "editor": form, "at": ISO 8601}}``.
    It ends as an incident, as a call without one (``discarded_at`` says when), or discarded with a reason; until then
    it is live and stays in sight. ``version`` grows when what the queue shows of it changes, not with every letter.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)  # chosen by the browser: saving again is harmless
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="drafts", verbose_name=_("organisation")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts", verbose_name=_("call taker")
    )
    fields = models.JSONField(default=dict)
    point = models.PointField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    incident = models.OneToOneField(
        "incidents.Incident", models.SET_NULL, null=True, blank=True, related_name="draft", verbose_name=_("incident")
    )
    call = models.OneToOneField(
        Call, models.SET_NULL, null=True, blank=True, related_name="draft", verbose_name=_("call")
    )
    answers = models.OneToOneField(
        Call, models.SET_NULL, null=True, blank=True, related_name="answered_in", verbose_name=_("answers the call")
    )
    discarded_at = models.DateTimeField(null=True, blank=True)
    discard_reason = models.CharField(max_length=120, blank=True)

    objects = IncidentsQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
