"""What an alarm says, in the active language."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from dispatch.timers.models import Alarm, Stage
from incidents.kinds.choices import in_language
from units.access.models import Role

MISSED: dict[str, Callable[[], str]] = {
    Stage.ANSWER: lambda: _("Call not answered"),
    Stage.ENTER: lambda: _("Call not entered"),
    Stage.DISPATCH: lambda: _("Nobody sent"),
    Stage.SIGN: lambda: _("Not signed"),
    Stage.DEPART: lambda: _("Not under way"),
    Stage.ARRIVE: lambda: _("Not on scene"),
    Stage.REPORT: lambda: _("No report"),
    Stage.CLOSE: lambda: _("Not closed"),
    Stage.TAKE_UP: lambda: _("Warning not signed"),
    Stage.ACT: lambda: _("Warning not answered"),
}


def alarm_sentence(alarm: Alarm) -> str:
    """``Not signed (P07, P12) · limit 0:30 · for duty chief of County``: no names of the public, no free text."""
    facts = alarm.data
    stage = alarm.cause.removeprefix("timer.")
    if alarm.cause != stage and stage in MISSED:
        words = [MISSED[stage]() + _several(facts)]
        if facts.get("limit_s"):
            limit = clock(facts["limit_s"])
            near = alarm.severity == Alarm.Severity.WARN
            words.append((_("limit %(limit)s near") if near else _("limit %(limit)s")) % {"limit": limit})
        words += [_("for %(whom)s") % {"whom": whom(one)} for one in facts.get("to", [])]
        return " · ".join(words)
    say = OTHERS.get(alarm.cause)
    return say(facts) if say else alarm.cause


OTHERS: dict[str, Callable[[dict], str]] = {
    "danger": lambda facts: (
        _("Officer in danger: %(who)s, help is on its way") % {"who": facts.get("of", "")}
        if facts.get("answer")
        else _("Officer in danger: %(who)s") % {"who": facts.get("of", "")}
    ),
    "incident.requeued": lambda facts: _("Back in the queue: no unit is on it any more"),
    "incident.woken": lambda facts: _("The hold is over"),
    "return.requested": lambda facts: _("Asks to return the order") + _several(facts),
    "report.returned": lambda facts: _("The report was returned for correction"),
    "recommendation.quicker": lambda facts: (
        _("%(unit)s is free and %(saves)s quicker than %(sent)s")
        % {"unit": facts.get("unit", ""), "saves": clock(facts.get("saves_s", 0)), "sent": facts.get("sent", "")}
    ),
    "fence.enter": lambda facts: _("%(unit)s entered %(fence)s") % _at_fence(facts),
    "fence.leave": lambda facts: _("%(unit)s left %(fence)s") % _at_fence(facts),
    "fence.dwell": lambda facts: _("%(unit)s has stayed at %(fence)s") % _at_fence(facts),
    "autocall.manual": lambda facts: (
        _("Calls by hand are late: with %(person)s now") % {"person": facts.get("person") or "–"}
    ),
    "place.corrected": lambda facts: _("The place was corrected"),
    "warning.sent": lambda facts: (
        _("Early warning: %(kind)s, %(station)s")
        % {
            "kind": in_language(**_pair(facts.get("kind", {}))),
            "station": in_language(**_pair(facts.get("station", {}))),
        }
    ),
}


def whom(told: dict) -> str:
    """``duty chief of County bureau``, of ``{"role", "organisation": {"zh", "en"}}``."""
    words = {"role": str(Role(told["role"]).label).lower(), "organisation": in_language(**_pair(told["organisation"]))}
    return _("%(role)s of %(organisation)s") % words


def clock(seconds: float) -> str:
    """``0:40``, ``12:05``, ``24:00:00``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _several(facts: dict) -> str:
    """The call signs, when it is about more than one unit (one alone stands beside the alarm)."""
    signs = sorted(facts.get("orders", {}).values())
    return f" ({', '.join(signs)})" if len(signs) > 1 else ""


def _at_fence(facts: dict) -> dict[str, str]:
    return {"unit": facts.get("unit", ""), "fence": in_language(**_pair(facts.get("fence", {})))}


def _pair(names: dict) -> dict[str, str]:
    return {"chinese": names.get("zh", ""), "english": names.get("en", "")}
