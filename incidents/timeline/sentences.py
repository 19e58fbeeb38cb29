"""Sentences of the story, built when shown, in the reader's language, from a line's verb and data.

A verb is a shared word of the whole house, so lines written by other floors have their sentences here as well; a floor
may add its own with ``SENTENCES``. An unknown verb is shown as it is: a missing sentence must not hide a deed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.calls.models import Channel
from incidents.kinds.choices import Level, in_language
from incidents.kinds.queries import flags_by_code
from incidents.register.models import CloseResult, IncidentLink, IncidentState, PlaceSource

SENTENCES: dict[str, Any] = {
    "incident.opened": gettext_lazy("Accepted at %(level)s: %(kind_name)s, for %(organisation)s"),
    "incident.described": gettext_lazy("Description written"),
    "incident.level_changed": gettext_lazy("Level changed from %(from_level)s to %(to_level)s"),
    "incident.found_level_changed": gettext_lazy("Level as found: %(to_level)s"),
    "incident.kind_changed": gettext_lazy("Kind changed from %(from)s to %(to)s"),
    "incident.found_kind_changed": gettext_lazy("Kind as found: %(to)s"),
    "incident.flags_changed": gettext_lazy("Risk flags changed: %(flags)s"),
    "incident.caller_changed": gettext_lazy("Caller's details changed"),
    "incident.changed": gettext_lazy("%(field)s changed: %(to)s"),
    "incident.persons_changed": gettext_lazy("Involved persons: %(count)s"),
    "incident.vehicles_changed": gettext_lazy("Involved vehicles: %(count)s"),
    "incident.answered": gettext_lazy("A guided question was answered"),
    "incident.organisation_overridden": gettext_lazy("Given to %(organisation)s"),
    "incident.held": gettext_lazy("Held until %(until)s"),
    "incident.scheduled": gettext_lazy("Scheduled for %(until)s"),
    "incident.woken": gettext_lazy("The hold has ended"),
    "incident.escalated": gettext_lazy("Escalated from %(from_level)s to %(to_level)s"),
    "incident.marked_major": gettext_lazy("Marked as a major incident"),
    "incident.closed": gettext_lazy("Closed: %(result)s"),
    "incident.invalidated": gettext_lazy("Marked as an invalid call"),
    "incident.archived": gettext_lazy("Archived"),
    "incident.reopened": gettext_lazy("Reopened"),
    "incident.linked": gettext_lazy("Linked with %(other)s (%(link)s)"),
    "incident.unlinked": gettext_lazy("Link with %(other)s undone"),
    "incident.merged": gettext_lazy("Merged into %(into)s"),
    "incident.absorbed": gettext_lazy("%(code)s was merged into this incident"),
    "incident.unmerged": gettext_lazy("No longer merged into %(from)s"),
    "incident.released": gettext_lazy("%(code)s was un-merged from this incident"),
    "place.corrected": gettext_lazy("Place corrected (%(source)s)"),
    "place.verified": gettext_lazy("Place verified"),
    "call.taken": gettext_lazy("Call began (%(channel)s)"),
    "call.attached": gettext_lazy("Repeat call (%(channel)s)"),
    "draft.released": gettext_lazy("Released to dispatch while the call taker was typing"),
    "remark.added": gettext_lazy("Remark"),
    "remark.amended": gettext_lazy("Amends the line of %(amended_at)s"),
    "assignment.sent": gettext_lazy("%(unit)s sent"),
    "assignment.delivered": gettext_lazy("%(unit)s: order received by the terminal"),
    "assignment.signed": gettext_lazy("%(unit)s signed"),
    "assignment.departed": gettext_lazy("%(unit)s on the way"),
    "assignment.arrived": gettext_lazy("%(unit)s on scene"),
    "assignment.handled": gettext_lazy("%(unit)s: handled"),
    "assignment.cleared": gettext_lazy("%(unit)s cleared"),
    "assignment.returned": gettext_lazy("%(unit)s: order returned"),
    "assignment.return_requested": gettext_lazy("%(unit)s asks to return the order"),
    "assignment.return_refused": gettext_lazy("%(unit)s: return refused"),
    "assignment.cancelled": gettext_lazy("%(unit)s: order cancelled"),
    "assignment.preempted": gettext_lazy("%(unit)s was taken for a more urgent incident"),
    "assignment.promoted": gettext_lazy("%(unit)s turns to this incident"),
    "assignment.seen_moving": gettext_lazy("%(unit)s seen moving by GPS"),
    "assignment.seen_on_scene": gettext_lazy("%(unit)s seen on scene by GPS"),
    "recommendation.made": gettext_lazy("Units recommended"),
    "report.written": gettext_lazy("%(unit)s: response report written"),
    "report.sent": gettext_lazy("%(unit)s: response report sent"),
    "report.reviewed": gettext_lazy("Response report reviewed"),
    "report.accepted": gettext_lazy("Response report accepted"),
    "report.returned": gettext_lazy("Response report returned for correction"),
    "alarm.raised": gettext_lazy("Alarm: a limit has passed"),
    "alarm.acknowledged": gettext_lazy("Alarm acknowledged"),
}
FIELD_WORDS = {
    "place_note": gettext_lazy("Place, more exactly"),
    "channel": gettext_lazy("Channel"),
    "nature": gettext_lazy("Call nature"),
}


def sentence(verb: str, data: Mapping[str, Any], *, unit: str = "") -> str:
    """The line in the active language, with its reason if one was given."""
    pattern = SENTENCES.get(verb)
    if pattern is None:
        text = f"{unit} {verb}".strip()
    else:
        text = str(pattern) % _Words(data, unit)
    reason = str(data.get("reason") or "")
    return _("%(sentence)s — %(reason)s") % {"sentence": text, "reason": reason} if reason else text


class _Words(dict):
    """The data of a line as words of the reader; a word that is missing reads as a dash."""

    def __init__(self, data: Mapping[str, Any], unit: str):
        super().__init__(data)
        self.unit = unit

    def __getitem__(self, name: str) -> str:
        reader = _READERS.get(name)
        try:
            value = reader(self) if reader else _plain(self.get(name))
        except (KeyError, ValueError, TypeError, AttributeError):
            value = ""
        return value or "–"


def _plain(value: Any) -> str:
    """Text in the reader's language: a pair of names, a list, a figure."""
    if isinstance(value, Mapping):
        return in_language(str(value.get("zh") or ""), str(value.get("en") or ""))
    if isinstance(value, list | tuple):
        return ", ".join(_plain(one) for one in value)
    return "" if value is None else str(value)


def _moment(name: str) -> Callable[[_Words], str]:
    def read(words: _Words) -> str:
        moment = parse_datetime(words.get(name) or "")
        if moment is None:
            return ""
        local = timezone.localtime(moment)
        today = local.date() == timezone.localdate()
        return local.strftime("%H:%M:%S") if today else f"{date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M}"

    return read


def _flags(words: _Words) -> str:
    names = {flag.code: flag.name for flag in flags_by_code([*words.get("set", []), *words.get("cleared", [])])}
    signs = [f"+{names.get(code, code)}" for code in words.get("set", [])]
    return " ".join(signs + [f"−{names.get(code, code)}" for code in words.get("cleared", [])])


def _after(words: _Words) -> str:
    value = words.get("to")
    if words.get("field") == "channel":
        return str(Channel(value).label)
    return _plain(value)


_READERS: dict[str, Callable[[_Words], str]] = {
    "unit": lambda words: words.unit or _plain(words.get("unit")),
    "level": lambda words: str(Level(int(words.get("level"))).label),
    "from_level": lambda words: str(Level(int(words.get("from"))).label),
    "to_level": lambda words: str(Level(int(words.get("to"))).label),
    "to": _after,
    "until": _moment("until"),
    "amended_at": _moment("amended_at"),
    "result": lambda words: str(CloseResult(words.get("result")).label),
    "state": lambda words: str(IncidentState(words.get("state")).label),
    "channel": lambda words: str(Channel(words.get("channel")).label),
    "source": lambda words: str(PlaceSource(words.get("source")).label),
    "link": lambda words: str(IncidentLink.Kind(words.get("kind")).label),
    "field": lambda words: str(FIELD_WORDS.get(words.get("field"), words.get("field"))),
    "flags": _flags,
}
