"""The ranking: candidates in, an order with reasons out. Pure: no database, no clock, no settings.

Score = Σ weight × measure, in seconds of travel time; the smallest is best. The proposal fills the required response
line by line, the most demanding line first, each with the best unit that fits and is free; a unit on clearly lower
work is proposed only when nobody free can fill the line.
"""

from typing import Any

from dispatch.recommendation.criteria import CRITERIA, FOOT_LIMIT_S
from dispatch.recommendation.facts import Candidate, Excluded, Need, Ranked, Ranking, Reason, Situation

STALE_FIX_S = 600.0
NEARLY_FREE = ("free", "handled")  # handled: only the report and the way back are left
LEVELS_BELOW = 2  # a unit may be proposed to be taken from work this much less urgent


def rank(candidates: list[Candidate], situation: Situation) -> Ranking:
    """Order ``candidates`` for the situation and propose who goes."""
    ranked, excluded = [], []
    for unit in candidates:
        why = why_excluded(unit, situation)
        if why is not None:
            excluded.append(Excluded(unit, why))
        else:
            ranked.append(_rank_one(unit, situation))
    ranked.sort(key=lambda one: (one.score, one.candidate.eta_s or 0.0, one.candidate.call_sign))
    _mark_nearest(ranked)
    excluded.sort(key=lambda one: (one.candidate.eta_s is None, one.candidate.eta_s or 0.0, one.candidate.call_sign))
    proposed, missing, missing_officers = propose(ranked, situation)
    chosen = set(proposed)
    taken = [one.candidate.unit_id for one in ranked if one.candidate.unit_id in chosen and not _free(one.candidate)]
    return Ranking(
        ranked=ranked,
        excluded=excluded,
        proposed=proposed,
        passed_over=_passed_over(ranked, chosen, situation),
        taken_from=taken,
        missing=missing,
        missing_officers=missing_officers,
    )


def why_excluded(unit: Candidate, situation: Situation) -> Reason | None:
    """What rules a unit out altogether, or None."""
    if unit.state == "off":
        return Reason("off_duty")
    if unit.state == "busy":
        return Reason("busy", {"with": unit.state_reason})
    if unit.fix_age_s is None:
        return Reason("no_fix")
    if unit.fix_age_s > STALE_FIX_S:
        return Reason("old_fix", {"age_s": round(unit.fix_age_s)})
    if unit.eta_s is None:
        return Reason("no_road")
    if unit.work is not None and unit.state not in NEARLY_FREE and unit.work.level < situation.level + LEVELS_BELOW:
        facts = {"incident": unit.work.incident, "level": unit.work.level, "state": unit.work.state}
        return Reason("at_work", facts)
    return None


def propose(ranked: list[Ranked], situation: Situation) -> tuple[list[int], list[Need], int]:
    """(unit ids, lines of the response that stay open, officers still lacking)."""
    chosen: list[Ranked] = []
    missing: list[Need] = []
    for need in sorted(situation.needs, key=lambda need: -len(need.capabilities)):
        fitting = [one for one in ranked if one not in chosen and need.capabilities <= one.candidate.capabilities]
        fitting.sort(key=lambda one: not _free(one.candidate))  # stable: free ones first, each by score
        chosen += fitting[: need.count]
        lacking = need.count - len(fitting[: need.count])
        if lacking:
            missing.append(Need(lacking, need.capabilities, need.role, need.officers_min))
    wanted = sum(need.officers_min for need in situation.needs)
    spare = [one for one in ranked if one not in chosen and _free(one.candidate) and one.meets]
    while spare and sum(one.candidate.officers for one in chosen) < wanted:
        chosen.append(spare.pop(0))
    chosen.sort(key=ranked.index)
    officers = sum(one.candidate.officers for one in chosen)
    return [one.candidate.unit_id for one in chosen], missing, max(0, wanted - officers)


def open_needs(needs: list[Need], sent: list[Candidate]) -> tuple[Need, ...]:
    """The response that is still to be sent when ``sent`` are on their way: most demanding lines are filled first."""
    left, rest = list(sent), []
    for need in sorted(needs, key=lambda need: -len(need.capabilities)):
        filling = [unit for unit in left if need.capabilities <= unit.capabilities][: need.count]
        left = [unit for unit in left if unit not in filling]
        officers = max(0, need.officers_min - sum(unit.officers for unit in filling))
        if need.count > len(filling):
            rest.append(Need(need.count - len(filling), need.capabilities, need.role, officers))
    return tuple(rest)


def _rank_one(unit: Candidate, situation: Situation) -> Ranked:
    parts = {
        name: round(situation.weights.get(name, 0.0) * measure(unit, situation), 1)
        for name, measure in CRITERIA.items()
    }
    meets = not situation.needs or any(need.capabilities <= unit.capabilities for need in situation.needs)
    return Ranked(unit, round(sum(parts.values()), 1), parts, _reasons(unit, situation), meets)


def _reasons(unit: Candidate, situation: Situation) -> list[Reason]:
    """What speaks for and against it, the weightier first."""
    found: list[Reason] = []
    asked = frozenset().union(*(need.capabilities for need in situation.needs))
    if able := sorted(asked & unit.capabilities):
        found.append(Reason("able", {"capabilities": able}))
    if unit.work is not None:
        code = "nearly_free" if unit.state in NEARLY_FREE else "would_be_taken"
        found.append(Reason(code, {"incident": unit.work.incident, "level": unit.work.level}))
    if unit.state == "free" and not unit.in_own_area and unit.others_free_in_area is not None:
        if unit.others_free_in_area == 0:
            found.append(Reason("last_in_area", {"area": unit.area}))
        else:
            found.append(Reason("area_covered", {"area": unit.area, "by": unit.covered_by}))
    found.append(Reason("officers", {"count": unit.officers}))
    if unit.orders_today >= 3:
        found.append(Reason("busy_day", {"count": unit.orders_today}))
    if unit.kind == "foot" and (unit.eta_s or 0.0) > FOOT_LIMIT_S:
        found.append(Reason("on_foot"))
    if not unit.own_station:
        found.append(Reason("other_station", {"organisation": unit.organisation}))
    found.append(Reason("fix_age", {"age_s": round(unit.fix_age_s or 0)}))
    if situation.straight_line:
        found.append(Reason("straight_line"))
    return found


def _mark_nearest(ranked: list[Ranked]) -> None:
    able = [one for one in ranked if one.meets and _free(one.candidate)]
    if able:
        nearest = min(able, key=lambda one: (one.candidate.eta_s or 0.0, one.candidate.call_sign))
        nearest.reasons.insert(0, Reason("nearest_able"))


def _passed_over(ranked: list[Ranked], chosen: set[int], situation: Situation) -> dict[int, Reason]:
    """For units that would be there before the slowest of the proposed: the one thing that spoke most against them."""
    slowest = max((one.candidate.eta_s or 0.0 for one in ranked if one.candidate.unit_id in chosen), default=None)
    if slowest is None:
        return {}
    return {
        one.candidate.unit_id: _main_reason_against(one, situation)
        for one in ranked
        if one.candidate.unit_id not in chosen and (one.candidate.eta_s or 0.0) <= slowest
    }


def _main_reason_against(one: Ranked, situation: Situation) -> Reason:
    unit = one.candidate
    if not one.meets:
        asked = frozenset().union(*(need.capabilities for need in situation.needs))
        return Reason("not_able", {"capabilities": sorted(asked - unit.capabilities)})
    against = {name: part for name, part in one.parts.items() if name != "travel_time" and part > 0}
    if not against:
        return Reason("not_needed")
    worst = max(against, key=lambda name: against[name])
    params: dict[str, dict[str, Any]] = {
        "availability": {"incident": unit.work.incident} if unit.work else {},
        "staffing": {"count": unit.officers},
        "workload": {"count": unit.orders_today},
        "fix_age": {"age_s": round(unit.fix_age_s or 0)},
        "coverage": {"area": unit.area, "others": unit.others_free_in_area},
        "suitability": {"kind": unit.kind},
        "foreign": {"organisation": unit.organisation},
    }
    return Reason(f"against_{worst}", params.get(worst, {}))


def _free(unit: Candidate) -> bool:
    return unit.state == "free"
