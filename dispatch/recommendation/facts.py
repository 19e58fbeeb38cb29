"""What the ranking is given and what it answers: plain values. Pure."""

from dataclasses import dataclass, field
from typing import Any

RANKING_VERSION = "2026.11"


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the required response: so many units, each with these capabilities."""

    count: int
    capabilities: frozenset[str] = frozenset()
    role: str = "first"
    officers_min: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """What a unit that is not free is on: the primary order's incident."""

    incident: str
    level: int
    state: str


@dataclass(slots=True)
class Candidate:
    """One unit as it stands now. ``eta_s``, ``metres``: journey to the place, None when no road leads there."""

    unit_id: int
    call_sign: str
    kind: str = "car"
    capabilities: frozenset[str] = frozenset()
    officers: int = 2
    state: str = "free"
    state_reason: str = ""
    eta_s: float | None = None
    metres: float | None = None
    fix_age_s: float | None = None
    orders_today: int = 0
    own_station: bool = True
    organisation: dict[str, str] = field(default_factory=dict)  # {"zh", "en"}
    area: dict[str, str] = field(default_factory=dict)  # {"zh", "en"}; {} without a patrol area
    in_own_area: bool = False  # the incident lies in this unit's patrol area
    others_free_in_area: int | None = None  # free units that would stay; None: no patrol area
    covered_by: str = ""  # one of those
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    level: int
    needs: tuple[Need, ...]
    weights: dict[str, float]
    straight_line: bool = False


@dataclass(slots=True)
class Reason:
    """A code with its parameters; ``reasons.py`` makes the sentence, in the reader's language."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.params}


@dataclass(slots=True)
class Ranked:
    candidate: Candidate
    score: float  # seconds of travel time that it is worth: smaller is better
    parts: dict[str, float]  # criterion → its share of the score
    reasons: list[Reason]
    meets: bool  # fits at least one line of the required response


@dataclass(slots=True)
class Excluded:
    candidate: Candidate
    why: Reason


@dataclass(slots=True)
class Ranking:
    ranked: list[Ranked]
    excluded: list[Excluded]
    proposed: list[int]  # unit ids
    passed_over: dict[int, Reason]  # unit id → why not, for those quicker than somebody proposed
    taken_from: list[int]  # those of ``proposed`` who would be taken from lower work
    missing: list[Need]
    missing_officers: int = 0
