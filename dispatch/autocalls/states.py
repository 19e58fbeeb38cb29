"""What may become of a row, an attempt, a campaign; and what an outcome leads to. Pure words, no database."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CampaignState(TextChoices):
    DRAFT = "draft", _("Draft")
    RUNNING = "running", pgettext_lazy("campaign", "Running")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    FINISHED = "finished", _("Finished")


class CampaignKind(TextChoices):
    CALL_UP = "call_up", _("Automatic calls")
    CHASE = "chase", _("Chasing")


class Spoken(TextChoices):
    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")


class CalleeState(TextChoices):
    """``waiting``: for its first or next attempt. ``manual``: with a named person. ``done``: that person settled it."""

    WAITING = "waiting", pgettext_lazy("called person", "Waiting")
    CALLING = "calling", _("Being called")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    OBSTACLE = "obstacle", _("Obstacle reported")
    MANUAL = "manual", _("With a person")
    DONE = "done", _("Settled by a person")
    WITHDRAWN = "withdrawn", _("Not called: stopped")


class AttemptState(TextChoices):
    """``due`` → ``dialing`` (claimed) → ``ringing`` → ``talking`` → ``ended`` (outcome). ``void``: never dialled."""

    DUE = "due", _("Due")
    DIALING = "dialing", _("Dialling")
    RINGING = "ringing", _("Ringing")
    TALKING = "talking", _("Talking")
    ENDED = "ended", _("Ended")
    VOID = "void", _("Not dialled")


LIVE = (AttemptState.DIALING, AttemptState.RINGING, AttemptState.TALKING)


class Outcome(TextChoices):
    ACKNOWLEDGED = "acknowledged", _("Acknowledged (key 1)")
    OBSTACLE = "obstacle", _("Obstacle reported (key 2)")
    NO_KEY = "no_key", _("Answered, no key pressed")
    BUSY = "busy", pgettext_lazy("telephone", "Busy")
    DECLINED = "declined", _("Declined")
    NO_ANSWER = "no_answer", _("No answer")
    UNREACHABLE = "unreachable", _("Unreachable")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    UNKNOWN = "unknown", _("Unknown (interrupted)")
    STOPPED = "stopped", _("Hung up: the campaign was stopped")
    LINE_FAULT = "line_fault", _("The line failed: does not count")


class ManualReason(TextChoices):
    """Why a person takes over."""

    ATTEMPTS = "attempts", _("Not reached by any attempt")
    OBSTACLE = "obstacle", _("Reported an obstacle")
    DECLINED = "declined", _("Declined the call")
    WRONG_NUMBER = "wrong_number", _("The number does not exist")
    NO_NUMBER = "no_number", _("No number that can be called")
    UNKNOWN = "unknown", _("Interrupted twice")
    LINE_FAULT = "line_fault", _("The line failed too often")
    HANDED_OVER = "handed_over", _("Handed over by an operator")


class ManualResult(TextChoices):
    """One click each. ``not_reached`` leaves the row open for another try, with a note; the others settle it."""

    COMING = "coming", _("Is coming")
    NOT_COMING = "not_coming", _("Is not coming")
    NOT_REACHED = "not_reached", _("Not reached")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    GIVEN_UP = "given_up", _("Given up")


SETTLING = (ManualResult.COMING, ManualResult.NOT_COMING, ManualResult.WRONG_NUMBER, ManualResult.GIVEN_UP)
