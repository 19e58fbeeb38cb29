"""Reason codes as sentences, in the active language. The codes come from ``rank.py`` and are what is stored."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.kinds.choices import Level, in_language

Names = Mapping[str, str]  # capability code → its name in the active language


def sentence(reason: Mapping[str, Any], capabilities: Names) -> str:
    """``{"code": …, …}`` as words; an unknown code (an older row) shows as itself."""
    say = SENTENCES.get(reason["code"])
    return say(reason, capabilities) if say else str(reason["code"])


def duration(seconds: float) -> str:
    """``40 s``, ``12 min``: how old a fix is."""
    if seconds < 90:
        return _("%(number)s s") % {"number": round(seconds)}
    return _("%(number)s min") % {"number": round(seconds / 60)}


def _named(pair: Mapping[str, str] | None) -> str:
    return in_language((pair or {}).get("zh", ""), (pair or {}).get("en", ""))


def _list(codes: list[str], names: Names) -> str:
    return _(", ").join(names.get(code, code) for code in codes)


def _level(reason: Mapping[str, Any]) -> str:
    return str(Level(reason["level"]).label) if reason.get("level") in Level.values else ""


def _short(code: str) -> str:
    """20261123-0317 → 0317, as people say it."""
    return code.rsplit("-", 1)[-1]


def _officers(r: Mapping[str, Any], names: Names) -> str:
    return ngettext("%(count)s officer", "%(count)s officers", r["count"]) % {"count": r["count"]}


def _busy_day(r: Mapping[str, Any], names: Names) -> str:
    return ngettext("%(count)s order this shift", "%(count)s orders this shift", r["count"]) % {"count": r["count"]}


def _coverage(r: Mapping[str, Any], names: Names) -> str:
    if r.get("others"):
        return _("leaves one free unit in %(area)s") % {"area": _named(r.get("area"))}
    return _("last free unit in %(area)s") % {"area": _named(r.get("area"))}


def _suitability(r: Mapping[str, Any], names: Names) -> str:
    words = {
        "foot": _("on foot, too far"),
        "van": _("a van is slow to get through"),
        "motorcycle": _("a motorcycle can take nobody along"),
        "boat": _("a boat"),
    }
    return words.get(r.get("kind", ""), _("not the right kind of unit"))


SENTENCES: dict[str, Callable[[Mapping[str, Any], Names], str]] = {
    # for and against, in the order of the list
    "nearest_able": lambda r, n: _("nearest able"),
    "able": lambda r, n: _list(r["capabilities"], n),
    "nearly_free": lambda r, n: _("done at %(incident)s, not yet cleared") % {"incident": _short(r["incident"])},
    "would_be_taken": lambda r, n: (
        _("on %(incident)s, %(level)s: would be taken from it")
        % {"incident": _short(r["incident"]), "level": _level(r)}
    ),
    "area_covered": lambda r, n: (
        _("leaves %(area)s covered by %(unit)s") % {"area": _named(r.get("area")), "unit": r.get("by", "")}
    ),
    "last_in_area": lambda r, n: _("last free unit in %(area)s") % {"area": _named(r.get("area"))},
    "officers": _officers,
    "busy_day": _busy_day,
    "on_foot": lambda r, n: _("on foot"),
    "other_station": lambda r, n: _("of %(organisation)s") % {"organisation": _named(r.get("organisation"))},
    "fix_age": lambda r, n: _("fix %(age)s old") % {"age": duration(r["age_s"])},
    "straight_line": lambda r, n: _("straight line"),
    # why one that is quicker is passed over
    "not_able": lambda r, n: _("not able: %(capabilities)s") % {"capabilities": _list(r["capabilities"], n)},
    "not_needed": lambda r, n: _("enough are nearer"),
    "against_availability": lambda r, n: _("at work on %(incident)s") % {"incident": _short(r.get("incident", ""))},
    "against_capability": lambda r, n: _("less able"),
    "against_staffing": _officers,
    "against_workload": _busy_day,
    "against_fix_age": lambda r, n: _("fix %(age)s old") % {"age": duration(r["age_s"])},
    "against_coverage": _coverage,
    "against_suitability": _suitability,
    "against_foreign": lambda r, n: _("of %(organisation)s") % {"organisation": _named(r.get("organisation"))},
    # what rules out
    "off_duty": lambda r, n: _("off duty"),
    "busy": lambda r, n: _("busy: %(with)s") % {"with": r["with"]} if r.get("with") else _("busy"),
    "no_fix": lambda r, n: _("no position known"),
    "old_fix": lambda r, n: _("no fix for %(age)s") % {"age": duration(r["age_s"])},
    "no_road": lambda r, n: _("no road leads there"),
    "at_work": lambda r, n: (
        _("at work on %(incident)s, %(level)s") % {"incident": _short(r["incident"]), "level": _level(r)}
    ),
}
