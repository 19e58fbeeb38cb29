"""Closed lists of the classification, and the choice between its two languages."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_language(chinese: str, english: str) -> str:
    """The one of two texts that the active language wants; the other when that one is empty."""
    if (get_language() or "").startswith("zh"):
        return chinese or english
    return english or chinese


class Level(models.IntegerChoices):
    """Incident level (警情等级): one is the most urgent."""

    ONE = 1, _("Level 1")
    TWO = 2, _("Level 2")
    THREE = 3, _("Level 3")
    FOUR = 4, _("Level 4")


class Nature(models.TextChoices):
    """Call nature (来话类型), apart from the kind: two calls in three are no incident."""

    EMERGENCY = "report", _("Report or request for help")
    FEEDBACK = "feedback", _("Feedback from the scene")
    ADVICE = "advice", _("Enquiry")
    REPEAT = "repeat", _("Repeat call")
    NUISANCE = "nuisance", _("Nuisance call")
    TEST = "test", _("System test")
    OTHER = "other", _("Other")


class Audience(models.TextChoices):
    CALL_TAKER = "call_taker", _("Call taker")
    DISPATCHER = "dispatcher", _("Dispatcher")
    OFFICER = "officer", _("Officer on the street")


class AnswerType(models.TextChoices):
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of a list")
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")


class ResponseRole(models.TextChoices):
    FIRST = "first", _("First response")
    SUPPORT = "support", _("Support")
    SPECIALIST = "specialist", _("Specialist")
    SUPERVISOR = "supervisor", _("Supervisor on scene")
