"""Pure: how likely two reports tell of one event, and why. No database, no clock."""

from dataclasses import dataclass, field
from typing import Any

NEAR_M = 500.0  # beyond this, space says nothing
RECENT_MIN = 120.0
ALIKE_WORDS = 0.35
WORTH_SHOWING = 0.25


@dataclass(frozen=True)
class Likeness:
    """``score`` 0 … 1; ``reasons``: ``(word, figures)`` to be said in the reader's language."""

    score: float
    reasons: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def worth_showing(self) -> bool:
        return self.score >= WORTH_SHOWING


def likeness(
    *,
    distance_m: float | None,
    minutes: float,
    uncertainty_m: float = 0,
    same_number: bool = False,
    words_alike: float = 0,
    same_kind: bool = False,
    same_category: bool = False,
) -> Likeness:
    """Compare a call with an incident.

    ``distance_m``: between the places, ``None`` when one is unknown; ``uncertainty_m``: of both together;
    ``minutes`` since the incident was opened; ``words_alike``: trigram similarity 0 … 1.
    Place and time count together: next door last week is no repeat, nor is the same minute across the town.
    """
    score, reasons = 0.0, []
    fresh = max(0.0, 1 - minutes / RECENT_MIN)
    if distance_m is not None:
        beyond = max(0.0, distance_m - uncertainty_m)
        near = max(0.0, 1 - beyond / NEAR_M)
        if near > 0:
            score += 0.5 * near * (0.3 + 0.7 * fresh)
            reasons.append(("near", {"metres": round(distance_m), "minutes": round(minutes)}))
    if same_number:
        score += 0.5 * (0.4 + 0.6 * fresh)
        reasons.append(("number", {"minutes": round(minutes)}))
    if words_alike >= ALIKE_WORDS:
        score += 0.3 * words_alike * (0.5 + 0.5 * fresh)
        reasons.append(("words", {"percent": round(words_alike * 100)}))
    if reasons and same_kind:
        score += 0.15
        reasons.append(("kind", {}))
    elif reasons and same_category:
        score += 0.07
        reasons.append(("category", {}))
    return Likeness(min(score, 1.0), reasons)
