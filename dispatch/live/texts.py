"""What an alarm says, in both languages at once: the row is the same for all consoles."""

from collections.abc import Callable

from django.utils import translation

from dispatch.timers.words import alarm_sentence


def in_both(say: Callable[[], str]) -> dict[str, str]:
    """``{"zh": …, "en": …}`` of a text that ``say`` composes in the active language."""
    texts = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            texts[key] = say()
    return texts


def alarm_text(alarm) -> dict[str, str]:
    return in_both(lambda: alarm_sentence(alarm))
