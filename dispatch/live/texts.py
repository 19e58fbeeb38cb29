"""What an alarm says, in both languages at once: the row is the same for all consoles."""

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _


def in_both(say: Callable[[], str]) -> dict[str, str]:
    """``{"zh": …, "en": …}`` of a text that ``say`` composes in the active language."""
    texts = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            texts[key] = say()
    return texts


def alarm_text(alarm) -> dict[str, str]:
    return in_both(lambda: _say(alarm))


def _say(alarm) -> str:
    if alarm.timer is not None:
        stage = alarm.timer.get_stage_display()
        if alarm.severity == "warn":
            return _("%(stage)s: the limit is near") % {"stage": stage}
        return _("%(stage)s: the limit has passed") % {"stage": stage}
    known = {"place.corrected": _("The place was corrected"), "return.requested": _("A unit asks to return the order")}
    return known.get(alarm.cause, alarm.cause)
