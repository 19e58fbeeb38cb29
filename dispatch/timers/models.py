"""Timers (催办) are rows: they survive any restart and each stage of them fires once."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.assignments.models import Assignment
from dispatch.warnings.models import HotspotWarning
from incidents.calls.models import Call, Draft
from incidents.kinds.choices import Level
from incidents.register.models import Incident
from maps.areas.models import AreaType
from units.access.models import Role
from units.access.scope import ScopedQuerySet
from units.crews.models import Unit
from units.fences.models import FenceEvent
from units.organisations.models import Organisation, OrganisationKind
from units.terminals.models import Terminal


class Stage(models.TextChoices):
    """What must happen before the limit."""

    ANSWER = "answer", _("Answer")
    ENTER = "enter", _("Enter")
    DISPATCH = "dispatch", _("Dispatch")
    SIGN = "sign", _("Sign")
    DEPART = "depart", _("Depart")
    ARRIVE = "arrive", _("Arrive")
    REPORT = "report", _("Report")
    CLOSE = "close", pgettext_lazy("incident", "Close")
    WAKE = "wake", _("End of holding")
    TAKE_UP = "take_up", _("Sign a warning")
    ACT = "act", _("Answer a warning")


class Limit(models.Model):
    """Seconds allowed for a stage, by level and area type; the most specific row wins."""

    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, null=True, blank=True)
    area_type = models.CharField(_("area type"), max_length=10, choices=AreaType, blank=True)
    warn_s = models.PositiveIntegerField(_("warn after, s"))
    alarm_s = models.PositiveIntegerField(_("alarm after, s"))
    escalate_s = models.PositiveIntegerField(_("escalate after, s"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["stage", "level", "area_type"]
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "level", "area_type"], nulls_distinct=False, name="one_limit_per_case"
            ),
            models.CheckConstraint(condition=models.Q(alarm_s__gte=models.F("warn_s")), name="warn_before_alarm"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.alarm_s} s"


class Chain(models.Model):
    """Who is told, step by step, when a limit's time to escalate has come. The most specific active row holds."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    organisation_kind = models.CharField(_("kind of organisation"), max_length=12, choices=OrganisationKind, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["organisation", "organisation_kind", "stage", "level"]
        verbose_name = _("escalation chain")
        verbose_name_plural = _("escalation chains")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "organisation_kind", "stage", "level"],
                nulls_distinct=False,
                name="one_chain_per_case",
            ),
            models.CheckConstraint(
                condition=models.Q(organisation=None) | models.Q(organisation_kind=""), name="chain_of_one_or_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        for_whom = self.organisation or self.get_organisation_kind_display() or _("all")
        return " · ".join(str(part) for part in (for_whom, self.get_stage_display(), self.get_level_display()) if part)


class Telephone(models.TextChoices):
    """Whom a step also calls by telephone, if nobody has acknowledged the alarm by then."""

    CREW = "crew", _("call the crew of the order")
    ROLE = "role", _("call who holds the role")


class ChainStep(models.Model):
    """``after_s`` counts from the limit's own time to escalate."""

    class Place(models.TextChoices):
        OWN = "own", _("the organisation itself")
        ABOVE = "above", _("the one above it")
        COUNTY = "county", _("its county bureau")
        CITY = "city", _("its city bureau")
        NAMED = "named", _("the one named here")

    chain = models.ForeignKey(Chain, models.CASCADE, related_name="steps")
    after_s = models.PositiveIntegerField(_("after, s"), default=0)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.DUTY_CHIEF)
    place = models.CharField(_("where"), max_length=8, choices=Place, default=Place.ABOVE)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("named organisation")
    )
    telephone = models.CharField(_("by telephone"), max_length=4, choices=Telephone, blank=True)

    class Meta:
        ordering = ["after_s", "pk"]
        verbose_name = _("step of the chain")
        verbose_name_plural = _("steps of the chain")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place="named", organisation__isnull=False)
                | (~models.Q(place="named") & models.Q(organisation=None)),
                name="named_step_names_one",
                violation_error_message=_("Name an organisation where the step says so, and only there."),
            )
        ]

    def __str__(self) -> str:
        return f"+{self.after_s} s {self.get_role_display()}"


class TimerState(models.TextChoices):
    """``next_at`` says when the row is due; claiming it moves it to the next state in one UPDATE."""

    RUNNING = "running", _("Running")
    WARNED = "warned", _("Warned")
    ALARMED = "alarmed", _("Alarmed")
    ESCALATED = "escalated", _("Escalated")
    STOPPED = "stopped", _("Stopped")


def _one_subject() -> models.Q:
    """A clock runs for an incident (or one of its orders), a form being typed, a ringing call, or a hotspot warning."""
    names = ("incident", "draft", "call", "warning")
    condition = models.Q()
    for one in names:
        condition |= models.Q(**{f"{other}__isnull": other != one for other in names})
    return condition


class Timer(models.Model):
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, related_name="timers")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="timers")
    call = models.ForeignKey(Call, models.CASCADE, null=True, related_name="timers")
    warning = models.ForeignKey(HotspotWarning, models.CASCADE, null=True, related_name="timers")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="timers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage)
    started_at = models.DateTimeField(default=timezone.now)
    warn_at = models.DateTimeField()
    alarm_at = models.DateTimeField()
    escalate_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=TimerState, default=TimerState.RUNNING)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="timer_due", condition=~models.Q(state=TimerState.STOPPED)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "draft", "call", "warning", "assignment", "stage"],
                condition=~models.Q(state=TimerState.STOPPED),
                nulls_distinct=False,
                name="one_running_timer_per_stage",
            ),
            models.CheckConstraint(condition=_one_subject(), name="timer_has_one_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.stage} {self.state}"

    @property
    def subject(self) -> Incident | Draft | Call | HotspotWarning:
        return self.incident or self.draft or self.call or self.warning


class Escalation(models.Model):
    """One step of the chain as it was when a limit had passed for good: told once, whoever runs, whatever restarts."""

    timer = models.ForeignKey(Timer, models.CASCADE, related_name="escalations")
    number = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    role = models.CharField(max_length=20, choices=Role)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    telephone = models.CharField(max_length=4, choices=Telephone, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["timer", "number"]
        constraints = [models.UniqueConstraint(fields=["timer", "number"], name="one_escalation_per_step")]

    def __str__(self) -> str:
        return f"{self.timer_id} step {self.number}: {self.role}"


class AlarmsQuerySet(ScopedQuerySet):
    see_right = "incident.see"

    def ringing(self):
        return self.filter(ended_at=None)


class Alarm(models.Model):
    """What the console shows. Acknowledged: quiet. Ended: the cause is gone. Same causes are one row with a count."""

    class Severity(models.TextChoices):
        WARN = "warn", _("Warning")
        ALARM = "alarm", _("Alarm")
        ESCALATED = "escalated", _("Escalated")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="alarms")
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, blank=True, related_name="alarms")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, blank=True, related_name="alarms")
    call = models.ForeignKey(Call, models.CASCADE, null=True, blank=True, related_name="alarms")
    warning = models.ForeignKey(HotspotWarning, models.CASCADE, null=True, blank=True, related_name="alarms")
    crossing = models.ForeignKey(FenceEvent, models.CASCADE, null=True, blank=True, related_name="alarms")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="alarms")  # in danger
    terminal = models.ForeignKey(Terminal, models.CASCADE, null=True, blank=True, related_name="alarms")  # of no unit
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="alarms")
    timer = models.ForeignKey(Timer, models.CASCADE, null=True, blank=True, related_name="alarms")
    shared_with = models.ManyToManyField(Organisation, blank=True, related_name="+")  # whom the chain named
    cause = models.CharField(_("cause"), max_length=40)  # "timer.sign", "place.corrected", …
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    count = models.PositiveIntegerField(_("times"), default=1)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AlarmsQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "incident", "draft", "call", "warning", "crossing", "unit", "terminal", "assignment"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="same_cause_one_alarm",
            ),
            models.CheckConstraint(
                condition=_one_subject() & models.Q(crossing=None, unit=None, terminal=None)
                | models.Q(incident=None, draft=None, call=None, warning=None)
                & (
                    models.Q(crossing__isnull=False, unit=None, terminal=None)
                    | models.Q(crossing=None, unit__isnull=False, terminal=None)
                    | models.Q(crossing=None, unit=None, terminal__isnull=False)
                ),
                name="alarm_has_one_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.severity}"
