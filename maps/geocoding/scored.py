"""Candidates weighed against what was typed. Pure."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from maps.geocoding.candidates import Candidate
from maps.geocoding.rank import agreement

WORST = 0.5


class Scored(NamedTuple):
    """A thing, by the one of its names that fits best, and how well (0..1)."""

    candidate: Candidate
    score: float


def weigh(typed: Sequence[str], pool: Iterable[Candidate], *, worst: float = WORST) -> list[Scored]:
    """The things in ``pool`` that fit the folded words, each once, best first."""
    best: dict[tuple[str, int], Scored] = {}
    for candidate in pool:
        context = surroundings(candidate.context)
        score = agreement(typed, candidate.text.split(), context).score
        known = best.get((candidate.kind, candidate.ref))
        if score >= worst and (known is None or score > known.score):
            best[candidate.kind, candidate.ref] = Scored(candidate, score)
    return sorted(best.values(), key=lambda one: (-one.score, one.candidate.rank, -one.candidate.metres))


@lru_cache(maxsize=4096)
def surroundings(context: str) -> frozenset[str]:
    """The words of a context column."""
    return frozenset(context.split())
