"""How well typed words and a name agree: in any order, with typing errors, half-typed, with a town beside. Pure.

1.0 is the same words. All words are folded (maps.geocoding.fold).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from maps.geocoding.fold import GENERIC, LITTLE, is_chinese

WORST_WORD = 0.55
GENERIC_WEIGHT, LITTLE_WEIGHT = 0.3, 0.15
# Words the name has and nobody typed hurt less than words typed that the name has not.
PRECISION_SHARE = 0.6
# 4th and 14th are neighbours in letters only.
OTHER_DIGITS = 0.8
OTHER_ORDER = 0.99
# Both are written St. or Dr.: which was meant depends on where the town was typed.
SAME_SHORT = frozenset({("saint", "street"), ("street", "saint"), ("docteur", "drive"), ("drive", "docteur")})


class Agreement(NamedTuple):
    """``score`` 0..1 of name and words; ``context`` how many words were explained by the surroundings instead."""

    score: float
    context: int


def agreement(typed: Sequence[str], name: Sequence[str], context: frozenset[str] = frozenset()) -> Agreement:
    """Compare folded words ``typed`` with the words of one name; ``context`` are the words of its surroundings."""
    if not typed or not name:
        return Agreement(0.0, 0)
    rest, explained = _without_context(typed, name, context)
    if not rest:
        return Agreement(0.0, explained)
    joined, called = "".join(rest), "".join(name)
    if joined == called:
        return Agreement(1.0, explained)
    if sorted(rest) == sorted(name):
        return Agreement(OTHER_ORDER, explained)
    letters = OSA.normalized_similarity(joined, called)
    if _digits(joined) != _digits(called):
        letters *= OTHER_DIGITS
    by_words = _by_words(rest, name)
    return Agreement(min(0.995, max(0.85 * by_words + 0.15 * letters, 0.98 * letters)), explained)


@lru_cache(maxsize=8192)
def weight(word: str) -> float:
    """How much a word tells about which street it is."""
    if word in GENERIC:
        return GENERIC_WEIGHT
    return LITTLE_WEIGHT if word in LITTLE else 1.0


@lru_cache(maxsize=65536)
def alike(typed: str, word: str, unfinished: bool = False) -> float:
    """0..1: one typed word and one of a name. ``unfinished``: the typist may still be writing it."""
    if typed == word:
        return 1.0
    if (typed, word) in SAME_SHORT:
        return 0.97
    best = OSA.normalized_similarity(typed, word)
    if unfinished and word.startswith(typed):
        best = max(best, 0.7 + 0.25 * len(typed) / len(word))
    if is_chinese(typed) and is_chinese(word) and min(len(typed), len(word)) >= 2:
        if word in typed:
            best = max(best, 0.9 - 0.02 * (len(typed) - len(word)))
        elif typed in word:
            best = max(best, 0.7 + 0.25 * len(typed) / len(word))
    elif _digits(typed) != _digits(word):
        best *= OTHER_DIGITS
    return best if best >= WORST_WORD else 0.0


def _digits(word: str) -> str:
    return "".join(letter for letter in word if letter.isdigit())


def _without_context(typed: Sequence[str], name: Sequence[str], context: frozenset[str]) -> tuple[list[str], int]:
    """Leave out the words that tell the town and not the street."""
    if not context:
        return list(typed), 0
    rest, explained = [], 0
    for word in typed:
        if word in name:
            rest.append(word)
            continue
        if word in context or (len(word) >= 5 and _nearly_in(word, name, context)):
            explained += 1
            continue
        if is_chinese(word):
            shorter = _without_prefix(word, context)
            explained += shorter != word
            word = shorter
        rest.append(word)
    return rest, explained


def _nearly_in(word: str, name: Sequence[str], context: frozenset[str]) -> bool:
    if max((alike(word, one) for one in name), default=0.0) > 0.7:
        return False
    return any(abs(len(one) - len(word)) <= 1 and OSA.distance(word, one, score_cutoff=1) <= 1 for one in context)


def _without_prefix(word: str, context: frozenset[str]) -> str:
    """澳门友谊大马路 → 友谊大马路 where 澳门 is around."""
    shorter = True
    while shorter:
        shorter = False
        for one in context:
            if len(one) >= 2 and word.startswith(one) and len(word) > len(one) + 1:
                word, shorter = word[len(one) :], True
    return word


def _by_words(typed: Sequence[str], name: Sequence[str]) -> float:
    """Weighted share of typed words found in the name, and of the name's words found in what was typed."""
    pairs = sorted(
        (
            (alike(word, one, at == len(typed) - 1), at, place)
            for at, word in enumerate(typed)
            for place, one in enumerate(name)
        ),
        reverse=True,
    )
    used_typed: set[int] = set()
    used_name: set[int] = set()
    found_typed = found_name = 0.0
    for likeness, at, place in pairs:
        if likeness == 0.0:
            break
        if at in used_typed or place in used_name:
            continue
        used_typed.add(at)
        used_name.add(place)
        found_typed += likeness * weight(typed[at])
        found_name += likeness * weight(name[place])
    precision = found_typed / sum(weight(word) for word in typed)
    recall = found_name / sum(weight(word) for word in name)
    # A kind of way or a little word alone finds nothing in particular.
    return float(precision**PRECISION_SHARE * recall ** (1 - PRECISION_SHARE))
