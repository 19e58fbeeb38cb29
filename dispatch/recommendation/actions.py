"""Making a recommendation and keeping it, with what it was made from."""

from dataclasses import asdict

from django.utils import timezone

from dispatch.recommendation.defaults import weights
from dispatch.recommendation.facts import RANKING_VERSION, Candidate, Need, Ranked, Ranking, Situation
from dispatch.recommendation.models import Recommendation
from dispatch.recommendation.queries import candidates_for, needs_of, units_on_the_way
from dispatch.recommendation.rank import open_needs, rank
from incidents.register.models import Incident

KEPT_CANDIDATES = 20
KEPT_EXCLUDED = 12


def recommend(incident: Incident, *, by, limit: int = KEPT_CANDIDATES) -> Recommendation:
    """Rank the units ``by`` may send to the incident, and store the answer with its inputs and version.

    Load ``incident`` with ``kind__parent__parent__parent``, ``organisation`` and ``area`` to save statements. Units
    already on it count towards the required response and are not proposed again.
    """
    now = timezone.now()
    sent = units_on_the_way(incident)
    needs = needs_of(incident)
    still = open_needs(needs, sent)
    candidates, straight_line = candidates_for(incident, by, list(still), skip={unit.unit_id for unit in sent}, now=now)
    situation = Situation(incident.level, still, weights(), straight_line)
    ranking = rank(candidates, situation)
    return Recommendation.objects.create(
        incident=incident,
        at=now,
        by=by,
        ranking_version=RANKING_VERSION,
        straight_line=straight_line,
        inputs={
            "level": incident.level,
            "kind": incident.kind.code,
            "lon": incident.point.x,
            "lat": incident.point.y,
            "needs": [_need(need) for need in needs],
            "on_the_way": [unit.call_sign for unit in sent],
            "weights": situation.weights,
            "candidates": [_input(unit) for unit in candidates],
        },
        result=_result(ranking, max(1, min(limit, 100))),
    )


def _result(ranking: Ranking, limit: int) -> dict:
    proposed, taken = set(ranking.proposed), set(ranking.taken_from)
    kept = [one for place, one in enumerate(ranking.ranked) if place < limit or one.candidate.unit_id in proposed]
    signs = {one.candidate.unit_id: one.candidate.call_sign for one in kept}
    return {
        "candidates": [_row(one, ranking, proposed, taken) for one in kept],
        "excluded": [
            {
                "unit_id": one.candidate.unit_id,
                "call_sign": one.candidate.call_sign,
                "kind": one.candidate.kind,
                "state": one.candidate.state,
                "eta_s": _rounded(one.candidate.eta_s),
                "distance_m": _rounded(one.candidate.metres),
                "fix_age_s": _rounded(one.candidate.fix_age_s),
                "why": one.why.as_json(),
            }
            for one in ranking.excluded[:KEPT_EXCLUDED]
        ],
        "proposed": [signs[unit_id] for unit_id in ranking.proposed],
        "missing": [_need(need) for need in ranking.missing],
        "missing_officers": ranking.missing_officers,
        "looked_at": len(ranking.ranked) + len(ranking.excluded),
    }


def _row(one: Ranked, ranking: Ranking, proposed: set[int], taken: set[int]) -> dict:
    unit = one.candidate
    passed_over = ranking.passed_over.get(unit.unit_id)
    return {
        "unit_id": unit.unit_id,
        "call_sign": unit.call_sign,
        "kind": unit.kind,
        "state": unit.state,
        "eta_s": _rounded(unit.eta_s),
        "distance_m": _rounded(unit.metres),
        "fix_age_s": _rounded(unit.fix_age_s),
        "score": one.score,
        "parts": one.parts,
        "reasons": [reason.as_json() for reason in one.reasons],
        "proposed": unit.unit_id in proposed,
        "take": unit.state != "free" and (unit.unit_id in taken or unit.work is not None),
        "passed_over": passed_over.as_json() if passed_over else None,
    }


def _need(need: Need) -> dict:
    return {
        "count": need.count,
        "capabilities": sorted(need.capabilities),
        "role": need.role,
        "officers_min": need.officers_min,
    }


def _input(unit: Candidate) -> dict:
    facts = {name: value for name, value in asdict(unit).items() if name not in ("organisation", "area")}
    return {**facts, "capabilities": sorted(unit.capabilities)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
