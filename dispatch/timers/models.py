"""Timers (催办) are rows: they survive any restart and each stage of them fires once."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.assignments.models import Assignment
from incidents.kinds.choices import Level
from incidents.register.models import Incident
from maps.areas.models import AreaType
from units.access.scope import ScopedQuerySet
from units.organisations.models import Organisation


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


class TimerState(models.TextChoices):
    """``next_at`` says when the row is due; claiming it moves it to the next state in one UPDATE."""

    RUNNING = "running", _("Running")
    WARNED = "warned", _("Warned")
    ALARMED = "alarmed", _("Alarmed")
    ESCALATED = "escalated", _("Escalated")
    STOPPED = "stopped", _("Stopped")


class Timer(models.Model):
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="timers")
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
                fields=["incident", "assignment", "stage"],
                condition=~models.Q(state=TimerState.STOPPED),
                nulls_distinct=False,
                name="one_running_timer_per_stage",
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.stage} {self.state}"


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
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="alarms")
    timer = models.ForeignKey(Timer, models.CASCADE, null=True, blank=True, related_name="alarms")
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
                fields=["cause", "incident", "assignment"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="same_cause_one_alarm",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.severity}"
