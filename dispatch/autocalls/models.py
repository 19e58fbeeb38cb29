"""Campaigns, whom they call, each attempt, and what a person took over. What must not be lost is a row here."""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dispatch.autocalls.states import (
    LIVE,
    AttemptState,
    CalleeState,
    CampaignKind,
    CampaignState,
    ManualReason,
    ManualResult,
    Outcome,
    Spoken,
)
from dispatch.timers.models import Alarm
from incidents.register.models import Incident
from incidents.telephony.models import Trunk
from units.access.scope import ScopedQuerySet
from units.crews.models import Unit
from units.organisations.models import Organisation


class AutocallsQuerySet(ScopedQuerySet):
    see_right = "autocall.see"


class CallRules(models.Model):
    """How often, how soon again, and when a person's row escalates. The nearest organisation's row holds."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts"), default=3, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    second_after_s = models.PositiveIntegerField(_("second attempt after, s"), default=120)
    third_after_s = models.PositiveIntegerField(_("third attempt after, s"), default=300)
    manual_after_s = models.PositiveIntegerField(
        _("a person's row escalates after, s"), default=600, help_text=_("0: never.")
    )
    line_faults = models.PositiveSmallIntegerField(
        _("failures of the line before a person takes over"), default=5, validators=[MinValueValidator(1)]
    )
    obstacle_to_person = models.BooleanField(_("an obstacle also goes to a person"), default=True)

    class Meta:
        verbose_name = _("rules of automatic calls")
        verbose_name_plural = _("rules of automatic calls")
        constraints = [
            models.UniqueConstraint(fields=["organisation"], nulls_distinct=False, name="call_rules_once"),
            models.CheckConstraint(condition=Q(attempts__gte=1, attempts__lte=3), name="one_to_three_attempts"),
        ]

    def __str__(self) -> str:
        return str(self.organisation or _("all"))


class CallGroup(models.Model):
    """Persons who are called together: a standby platoon, the heads of all stations."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="call_groups", verbose_name=_("people")
    )
    active = models.BooleanField(_("active"), default=True)

    objects = AutocallsQuerySet.as_manager()

    class Meta:
        ordering = ["name_zh"]
        verbose_name = _("call group")
        verbose_name_plural = _("call groups")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class MessageTemplate(models.Model):
    """``text`` may name the fields ``{place}``, ``{time}``, ``{bring}``; nothing else stands in braces."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    text_zh = models.TextField(_("text (Chinese)"), max_length=600, help_text=_("May hold {place}, {time}, {bring}."))
    text_en = models.TextField(_("text (English)"), max_length=600, help_text=_("May hold {place}, {time}, {bring}."))
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name_zh"]
        verbose_name = _("message of automatic calls")
        verbose_name_plural = _("messages of automatic calls")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class Campaign(models.Model):
    """One message to many. ``recording``, if there is one, is played instead of ``text`` being spoken."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=CampaignKind, default=CampaignKind.CALL_UP)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="campaigns", verbose_name=_("organisation")
    )
    incident = models.ForeignKey(Incident, models.SET_NULL, null=True, blank=True, related_name="campaigns")
    alarm = models.ForeignKey(Alarm, models.SET_NULL, null=True, blank=True, related_name="campaigns")  # of a chase
    title = models.CharField(_("title"), max_length=80)
    language = models.CharField(_("spoken in"), max_length=2, choices=Spoken, default=Spoken.CHINESE)
    template = models.ForeignKey(
        MessageTemplate, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("template")
    )
    fields = models.JSONField(default=dict, blank=True)  # {"place", "time", "bring"} as typed
    text = models.TextField(_("message"), max_length=600, blank=True)  # as it is spoken, fields filled in
    recording = models.FileField(_("recording"), upload_to="autocalls/uploaded", blank=True)
    recording_sha256 = models.CharField(max_length=64, blank=True)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)
    lines = models.PositiveSmallIntegerField(
        _("lines at once"), default=10, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    is_drill = models.BooleanField(_("drill"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=CampaignState, default=CampaignState.DRAFT)
    manual_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who takes over"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="campaigns")
    at = models.DateTimeField(_("at"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    fault = models.CharField(max_length=24, blank=True)  # why nothing is dialled now: a code of telephony/faults.py
    fault_detail = models.CharField(max_length=200, blank=True)
    fault_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AutocallsQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("campaign of automatic calls")
        verbose_name_plural = _("campaigns of automatic calls")
        indexes = [models.Index(fields=["state"], name="campaigns_running", condition=Q(state="running"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None) | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="quiet_hours_have_both_ends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def open(self) -> bool:
        return self.state in (CampaignState.DRAFT, CampaignState.RUNNING, CampaignState.PAUSED)


class CalleesQuerySet(AutocallsQuerySet):
    pass


class Callee(models.Model):
    """Somebody to call. ``number`` as it is dialled: +8613…, or an internal number; empty: there is none to call."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="callees")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the campaign's
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")  # called as its crew
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    number = models.CharField(_("number"), max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=CalleeState, default=CalleeState.WAITING)
    attempts_made = models.PositiveSmallIntegerField(_("attempts"), default=0)  # those that count
    last_outcome = models.CharField(_("last outcome"), max_length=12, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CalleesQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("called person")
        verbose_name_plural = _("called persons")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"], condition=~Q(number=""), name="a_number_once_per_campaign"
            ),
            models.CheckConstraint(condition=Q(attempts_made__lte=3), name="never_a_fourth_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.name}"

    @property
    def name(self) -> str:
        english = (get_language() or "").startswith("en")
        return (self.name_en if english else self.name_zh) or self.name_zh or self.name_en

    @property
    def coming(self) -> bool | None:
        """True, False, or None while nobody knows."""
        if self.state == CalleeState.ACKNOWLEDGED:
            return True
        if self.state == CalleeState.DONE:
            settled = [one for one in self.manual_calls.all() if one.settled_at]  # fetched before, on a board
            return bool(settled) and max(settled, key=lambda one: one.settled_at).result == ManualResult.COMING
        return False if self.state == CalleeState.OBSTACLE else None


def attempt_code() -> str:
    """Unguessable, short enough for a SIP header: what ties a telephone's own log to a row."""
    return secrets.token_hex(8)


class Attempt(models.Model):
    """One call to one person. ``dialing`` is committed before anything is sent; ``ends_by``: it is over by then."""

    callee = models.ForeignKey(Callee, models.PROTECT, related_name="attempts")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="attempts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    trunk = models.ForeignKey(Trunk, models.SET_NULL, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=16, unique=True, default=attempt_code)
    number = models.CharField(_("number"), max_length=20)
    n = models.PositiveSmallIntegerField(_("attempt"))  # 1, 2, … of this person, those that did not count too
    state = models.CharField(_("state"), max_length=8, choices=AttemptState, default=AttemptState.DUE)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    dialing_at = models.DateTimeField(_("dialled"), null=True, blank=True)
    rang_at = models.DateTimeField(_("rang"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ends_by = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    cause = models.CharField(_("what the exchange said"), max_length=120, blank=True)
    key = models.CharField(_("key"), max_length=1, blank=True)
    call_id = models.CharField(max_length=120, blank=True)
    recording = models.FileField(_("recording"), upload_to="autocalls/obstacles", blank=True)
    recording_sha256 = models.CharField(max_length=64, blank=True)
    recording_s = models.FloatField(_("recording, s"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AutocallsQuerySet.as_manager()

    class Meta:
        ordering = ["callee", "n"]
        verbose_name = _("call attempt")
        verbose_name_plural = _("call attempts")
        indexes = [
            models.Index(fields=["due_at"], name="attempts_due", condition=Q(state="due")),
            models.Index(fields=["ends_by"], name="attempts_live", condition=Q(state__in=LIVE)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["callee", "n"], name="an_attempt_once"),
            models.UniqueConstraint(
                fields=["callee"], condition=Q(state__in=("due", *LIVE)), name="one_open_attempt_per_person"
            ),
            models.UniqueConstraint(fields=["number"], condition=Q(state__in=LIVE), name="one_live_call_per_number"),
            models.CheckConstraint(
                condition=Q(state="ended") & ~Q(outcome="") | ~Q(state="ended") & Q(outcome=""),
                name="ended_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.callee_id} #{self.n} {self.outcome or self.state}"


class ManualCall(models.Model):
    """What a named person took over from the machine. Open until ``result`` settles it; late ones go up."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="manual_calls")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    callee = models.ForeignKey(Callee, models.PROTECT, related_name="manual_calls")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="manual_calls", verbose_name=_("person")
    )
    reason = models.CharField(_("reason"), max_length=12, choices=ManualReason)
    notes = models.TextField(_("notes"), max_length=1000, blank=True)
    tries = models.PositiveSmallIntegerField(_("calls made by hand"), default=0)
    result = models.CharField(_("result"), max_length=12, choices=ManualResult, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    escalate_at = models.DateTimeField(null=True, blank=True)
    escalated = models.PositiveSmallIntegerField(_("times escalated"), default=0)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    version = models.PositiveIntegerField(default=1)

    objects = AutocallsQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        verbose_name = _("call by hand")
        verbose_name_plural = _("calls by hand")
        indexes = [models.Index(fields=["escalate_at"], name="manual_to_escalate", condition=Q(settled_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["callee"], condition=Q(settled_at=None), name="one_open_manual_call_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.callee_id} → {self.person_id}: {self.result or 'open'}"

    @property
    def open(self) -> bool:
        return self.settled_at is None
