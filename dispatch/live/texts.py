"""Texts in both languages at once: a pushed row is the same for all consoles, each shows its own language."""

from collections.abc import Callable

from django.utils import translation


def in_both(say: Callable[[], str]) -> dict[str, str]:
    """``{"zh": …, "en": …}`` of a text that ``say`` composes in the active language."""
    texts = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            texts[key] = say()
    return texts
