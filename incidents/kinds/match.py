"""Pure: quick typing over the kinds. ``static/js/incidents/kind-match.js`` is the same algorithm; one test feeds both.

A kind is a mapping as made by `queries.kinds_for_picker`; used are ``code, depth, name_zh, name_en, keywords_zh,
keywords_en, initials``. Words typed are parted by spaces; every one must be found, the worst found decides the rank.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

# Ranks: smaller is better. Between equals the broader kind comes first, then the code.
EXACT, NAME_START, INITIALS_START, WORD_START, KEYWORD_START, NAME_INSIDE, KEYWORD_INSIDE = range(7)
_PARTS = re.compile(r"[\s/,，、()（）·-]+")


def match_kinds(text: str, kinds: Iterable[Mapping[str, Any]], limit: int = 12) -> list[Mapping[str, Any]]:
    """Kinds that fit ``text`` (code, Chinese, English, pinyin initials), best first; ``[]`` for empty text."""
    words = [word for word in text.lower().split() if word]
    if re.fullmatch(r"\s*\d{2}(-\d{2}){1,2}\s*", text):  # a code as it is shown
        words = [re.sub(r"\D", "", text)]
    if not words:
        return []
    ranked = []
    for kind in kinds:
        ranks = [_rank(word, kind) for word in words]
        if None not in ranks:
            ranked.append((max(ranks), kind["depth"], kind["code"], kind))  # type: ignore[type-var]
    ranked.sort(key=lambda row: row[:3])
    return [row[3] for row in ranked[:limit]]


def _rank(word: str, kind: Mapping[str, Any]) -> int | None:
    code, chinese, english = kind["code"], kind["name_zh"].lower(), kind["name_en"].lower()
    keywords = kind["keywords_zh"].lower().split() + _PARTS.split(kind["keywords_en"].lower())
    initials = kind["initials"].split()
    if word.isdigit():
        return EXACT if code == word else NAME_START if code.startswith(word) else None
    if word in (chinese, english) or word in initials[:1]:
        return EXACT
    if chinese.startswith(word) or english.startswith(word):
        return NAME_START
    if any(part.startswith(word) for part in initials[:1]):
        return INITIALS_START
    if any(part.startswith(word) for part in _PARTS.split(english)):
        return WORD_START
    if any(part.startswith(word) for part in keywords + initials[1:] if part):
        return KEYWORD_START
    if word in chinese:
        return NAME_INSIDE
    if any(word in part for part in keywords) or (len(word) > 2 and word in english):
        return KEYWORD_INSIDE
    return None
