"""What the list of recommended units shows, in the reader's language."""

from typing import Any

from dispatch.recommendation.choosing import OverrideReason
from dispatch.recommendation.models import Recommendation
from dispatch.recommendation.reasons import sentence
from units.crews.models import Capability, UnitKind

SHOWN = 9  # one key each


def capability_names() -> dict[str, str]:
    return {capability.code: capability.name for capability in Capability.objects.all()}


def recommendation_context(recommendation: Recommendation) -> dict[str, Any]:
    """For ``dispatch/recommendation/_list.html``: rows in the ranking's order, the proposed ones always among them."""
    names, result = capability_names(), recommendation.result
    candidates = result["candidates"]
    rest = SHOWN - sum(row["proposed"] for row in candidates)
    rows = []
    for row in candidates:
        if row["proposed"] or rest > 0:
            rest -= not row["proposed"]
            rows.append(_row(row, names, len(rows) + 1))
    return {
        "recommendation": recommendation,
        "rows": rows,
        "excluded": [{**row, "kind": _kind(row), "why": sentence(row["why"], names)} for row in result["excluded"]],
        "proposed": result["proposed"],
        "missing": [_missing(need, names) for need in result["missing"]],
        "missing_officers": result.get("missing_officers", 0),
        "override_reasons": OverrideReason.choices,
    }


def worded(result: dict[str, Any]) -> dict[str, Any]:
    """The stored result with every reason as a sentence beside its code: for the API."""
    names = capability_names()

    def told(reason: dict | None) -> dict | None:
        return reason and {**reason, "text": sentence(reason, names)}

    return {
        "units": [
            {**row, "reasons": [told(one) for one in row["reasons"]], "passed_over": told(row["passed_over"])}
            for row in result["candidates"]
        ],
        "excluded": [{**row, "why": told(row["why"])} for row in result["excluded"]],
    }


def _row(row: dict[str, Any], names: dict[str, str], number: int) -> dict[str, Any]:
    return {
        **row,
        "key": str(number) if number <= SHOWN else "",
        "kind": _kind(row),
        "time": _clock(row["eta_s"]),
        "words": [sentence(reason, names) for reason in row["reasons"]],
        "passed_over": sentence(row["passed_over"], names) if row["passed_over"] else "",
    }


def _missing(need: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {"count": need["count"], "able": [names.get(code, code) for code in need["capabilities"]]}


def _kind(row: dict[str, Any]) -> str:
    return str(UnitKind(row["kind"]).label) if row["kind"] in UnitKind.values else ""


def _clock(seconds: float | None) -> str:
    return "" if seconds is None else f"{int(seconds // 60)}:{int(seconds % 60):02d}"
