"""The incident panel: which fragments it is composed of, and what they share. Each is refreshed by itself."""

from django.utils.translation import gettext_lazy as _

from dispatch.assignments.models import Assignment
from dispatch.console.steps import Step, course
from dispatch.timers.models import Timer, TimerState

STEP_WORDS = {
    "received": _("received"),
    "accepted": _("accepted"),
    "dispatch": _("sent"),
    "signed": _("signed"),
    "en_route": _("en route"),
    "on_scene": _("on scene"),
    "closed": _("closed"),
}
EVIDENCE_WORDS = {
    "dispatch": _("received by the terminal"),
    "en_route": _("seen moving by GPS"),
    "on_scene": _("seen on scene by GPS"),
}


def panel_context(user, incident) -> dict:
    return {"incident": incident, "steps": steps_of(incident)}


def steps_of(incident) -> list[dict]:
    orders = Assignment.objects.filter(incident=incident)
    timers = Timer.objects.filter(incident=incident).exclude(state=TimerState.STOPPED)
    return [_worded(step) for step in course(incident, orders, timers)]


def _worded(step: Step) -> dict:
    return {"step": step, "word": STEP_WORDS[step.name], "evidence_word": EVIDENCE_WORDS.get(step.name, "")}
