"""The named criteria: each measures one thing about a unit from 0 (nothing against it) upwards. Pure.

A criterion's weight is what its full measure (1.0) is worth in seconds of travel time, so weights can be argued about:
"how much longer may the drive be for a unit that …?".
"""

from dispatch.recommendation.facts import Candidate, Need, Situation

FULL_TRAVEL_S = 600.0
FRESH_FIX_S = 20.0
FULL_FIX_AGE_S = 300.0
FULL_WORKLOAD = 6
# How much leaving an area without cover weighs against the incident's own urgency.
COVERAGE_BY_LEVEL = {1: 0.3, 2: 0.6, 3: 1.0, 4: 1.2}
FOOT_LIMIT_S = 300.0

AT_WORK = {"sent": 1.0, "signed": 1.0, "en_route": 1.0, "on_scene": 1.5, "handled": 0.2}


def travel_time(unit: Candidate, situation: Situation) -> float:
    return (unit.eta_s or 0.0) / FULL_TRAVEL_S


def availability(unit: Candidate, situation: Situation) -> float:
    """Free 0; about to be free a little; at work a full measure, more when it stands at somebody's side."""
    return AT_WORK.get(unit.state, 0.0)


def capability(unit: Candidate, situation: Situation) -> float:
    """Share of required capabilities that are lacked, in the line of the response that fits best."""
    if not situation.needs:
        return 0.0
    return min(_lacking(unit, need) for need in situation.needs)


def staffing(unit: Candidate, situation: Situation) -> float:
    """Share of officers lacked against the average that the response asks of a unit."""
    units = sum(need.count for need in situation.needs)
    officers = sum(need.officers_min for need in situation.needs)
    wanted = max(1.0, officers / units) if units else 2.0
    return max(0.0, wanted - unit.officers) / wanted


def workload(unit: Candidate, situation: Situation) -> float:
    return min(unit.orders_today / FULL_WORKLOAD, 1.0)


def fix_age(unit: Candidate, situation: Situation) -> float:
    """Who was last seen there some minutes ago may be anywhere by now."""
    age = unit.fix_age_s if unit.fix_age_s is not None else FULL_FIX_AGE_S
    return min(max(age - FRESH_FIX_S, 0.0) / FULL_FIX_AGE_S, 1.0)


def coverage(unit: Candidate, situation: Situation) -> float:
    """The last free unit of its area leaves it open; the last but one leaves it thin. Own area: it stays covered."""
    if unit.others_free_in_area is None or unit.in_own_area or unit.state != "free":
        return 0.0
    measure = {0: 1.0, 1: 0.3}.get(unit.others_free_in_area, 0.0)
    return measure * COVERAGE_BY_LEVEL.get(situation.level, 1.0)


def suitability(unit: Candidate, situation: Situation) -> float:
    """On foot far away, a van in a hurry, a single motorcycle where somebody may have to be taken along."""
    if unit.kind == "foot":
        return 0.0 if (unit.eta_s or 0.0) <= FOOT_LIMIT_S else 1.0
    return {"van": 0.3, "motorcycle": 0.2, "boat": 1.0}.get(unit.kind, 0.0)


def foreign(unit: Candidate, situation: Situation) -> float:
    return 0.0 if unit.own_station else 1.0


CRITERIA = {
    "travel_time": travel_time,
    "availability": availability,
    "capability": capability,
    "staffing": staffing,
    "workload": workload,
    "fix_age": fix_age,
    "coverage": coverage,
    "suitability": suitability,
    "foreign": foreign,
}


def _lacking(unit: Candidate, need: Need) -> float:
    if not need.capabilities:
        return 0.0
    return len(need.capabilities - unit.capabilities) / len(need.capabilities)
