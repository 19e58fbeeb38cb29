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
    """Nature of the call (来话类型), recorded apart from the kind."""

    ALARM = "alarm", _("call for help or report")
    COMPLAINT = "complaint", _("tip-off or complaint")
    FEEDBACK = "feedback", _("response feedback")
    ENQUIRY = "enquiry", _("enquiry")
    REPEAT = "repeat", _("repeat call")
    NUISANCE = "nuisance", _("nuisance call")
    TEST = "test", _("system test")
    OTHER = "other", _("other")


class Audience(models.TextChoices):
    CALL_TAKER = "call_taker", _("call taker")
    DISPATCHER = "dispatcher", _("dispatcher")
    OFFICER = "officer", _("officer on the street")


class AnswerType(models.TextChoices):
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", _("one of a list")
    TEXT = "text", _("text")
    NUMBER = "number", _("number")


class ResponseRole(models.TextChoices):
    FIRST = "first", _("first response")
    SUPPORT = "support", _("support")
    SPECIALIST = "specialist", _("specialist")
    SUPERVISOR = "supervisor", _("supervisor on scene")
