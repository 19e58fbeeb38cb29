"""Warnings for other systems, from what the caller may see. Figures and places; never a person."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from dispatch.live.texts import in_both
from dispatch.warnings.actions import Intended, answer_warning, sign_warning
from dispatch.warnings.models import HotspotWarning
from dispatch.warnings.queries import measures_together, outcomes, scored_for, warnings_visible
from dispatch.warnings.words import paragraph
from incidents.hotspots.scoring import board
from maps import geojson
from units.access.idempotency import idempotent
from units.access.problems import Problem
from units.access.scope import may

router = Router(tags=["warnings"])


class MeasureIn(Schema):
    kind: str
    begins: date
    ends: date
    note: str = ""


class Answer(Schema):
    measures: list[MeasureIn]


STATES = ("open", "closed", "all")


@router.get("/warnings")
def list_warnings(request: HttpRequest, state: str = "open", limit: int = 100) -> dict:
    """``{"warnings": [{code, state, kind, organisation, day, at, figures, text:{zh,en}, area (GeoJSON), …}]}``."""
    _door(request)
    if state not in STATES:
        raise Problem(422, f"state: one of {', '.join(STATES)}.", code="state")
    rows = warnings_visible(request.user, state)[: min(max(limit, 1), 500)]
    return {"warnings": [_row(one) for one in rows]}


@router.get("/warnings/scoreboard")
def read_scoreboard(request: HttpRequest) -> dict:
    """``{"maps": [{method, share, weeks, events, hit_rate, baseline_hit_rate, lead, lead_error, pai, baseline_pai,
    by_week}], "warnings": [{method, sent, judged, confirmed, false, per_station_month, naive_confirmed,
    naive_per_station_month, not_useful}], "measures": {warnings, after, expected, ratio, low, high} | null}``: each
    figure beside the naive map's; measures beside control areas."""
    if not may(request.user, "hotspot.see"):
        raise PermissionDenied("hotspot.see")
    told = [{name: value for name, value in one.items() if name != "name"} for one in outcomes(request.user)]
    found = measures_together(request.user)
    return {
        "maps": board(scored_for(request.user)),
        "warnings": told,
        "measures": asdict(found) if found else None,
    }


@router.get("/warnings/{code}")
def read_warning(request: HttpRequest, code: str) -> dict:
    """The same, with ``events`` (time, lon, lat, incident's code), ``measures``, ``outcome`` and ``effect``."""
    _door(request)
    row = get_object_or_404(warnings_visible(request.user, "all"), code=code)
    measures = [{"kind": one.kind, "begins": one.begins, "ends": one.ends, "at": one.at} for one in row.measures.all()]
    return {**_row(row), "events": row.events, "measures": measures, "outcome": row.outcome, "effect": row.effect}


@router.post("/warnings/{code}/sign")
@idempotent
def sign(request: HttpRequest, code: str):
    """Take a warning up. Needs the right to answer it."""
    return _row(_doing(request, code, lambda row: sign_warning(row, by=request.user)))


@router.post("/warnings/{code}/answer")
@idempotent
def answer(request: HttpRequest, code: str, payload: Answer):
    """Name measures; 409 with the field when one of them cannot be."""
    measures = [Intended(**one.model_dump()) for one in payload.measures]
    return _row(_doing(request, code, lambda row: answer_warning(row, measures, by=request.user)))


def _doing(request: HttpRequest, code: str, deed: Callable[[HotspotWarning], Any]) -> HotspotWarning:
    """404 for a stranger's; 409 as everywhere when the deed is refused."""
    if not may(request.user, "warning.answer"):
        raise PermissionDenied("warning.answer")
    row = get_object_or_404(HotspotWarning.objects.visible_to(request.user, "warning.answer"), code=code)
    deed(row)
    return warnings_visible(request.user, "all").get(pk=row.pk)


def _door(request: HttpRequest) -> None:
    if not may(request.user, "warning.see"):
        raise PermissionDenied("warning.see")


def _row(one: HotspotWarning) -> dict[str, Any]:
    return {
        "code": one.code,
        "state": one.state,
        "kind": one.kind.code,
        "organisation": one.organisation.code,
        "method": one.method,
        "day": one.day,
        "at": one.at,
        "signed_at": one.signed_at,
        "answered_at": one.answered_at,
        "closed_at": one.closed_at,
        "usefulness": one.usefulness,
        "figures": one.figures,
        "text": in_both(lambda: paragraph(one)),
        "area": geojson.geometry(one.outline),
    }
