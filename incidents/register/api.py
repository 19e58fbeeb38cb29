"""``/api/v1/incidents``: open one, list them, read one. What a gateway, another system or the simulated city uses."""

from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from incidents.calls.actions import record_call
from incidents.calls.models import Channel
from incidents.calls.queries import organisation_of_calls
from incidents.register.actions import close_incident, open_incident
from incidents.register.answers import status_of
from incidents.register.caller import persons_for, read_caller
from incidents.register.models import Incident, PlaceSource
from incidents.register.queries import incidents_of, search_incidents
from incidents.register.refusal import Refused
from incidents.timeline.queries import story_of
from maps.geocoding.reverse import reverse
from units.access.idempotency import idempotent
from units.access.problems import Problem
from units.access.scope import may

router = Router(tags=["incidents"])
MOST = 500
NEAR_M = 300  # a named thing farther away does not name the point


class CallerIn(Schema):
    """Who called, and from where; ``confidential`` hides all of it from everyone without the right."""

    name: str = Field("", max_length=80)
    phone: str = Field("", max_length=32)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    confidential: bool = False


class PersonIn(Schema):
    role: str = "other"
    name: str = Field("", max_length=80)
    telephone: str = Field("", max_length=32)
    description: str = Field("", max_length=300)


class VehicleIn(Schema):
    plate: str = Field("", max_length=16)
    plate_type: str = Field("", max_length=20)
    description: str = Field("", max_length=300)


class IncidentIn(Schema):
    """``kind`` is a six-digit code; position WGS-84 degrees; ``level`` 1 (most urgent) to 4, else the kind's."""

    kind: str
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    level: int | None = Field(None, ge=1, le=4)
    address: str = Field("", max_length=300)
    address_typed: str = Field("", max_length=300)
    uncertainty_m: float = Field(0, ge=0, le=100_000)
    verified: bool = False
    description: str = Field("", max_length=20_000)
    channel: str = Channel.VOICE_110
    flags: list[str] = []
    caller: CallerIn | None = None
    called_at: datetime | None = None
    persons: list[PersonIn] = []
    vehicles: list[VehicleIn] = []
    simulated: bool = False


@router.post("/incidents", summary="Open an incident", response={201: dict})
@idempotent
def create(request, payload: IncidentIn):
    """201 ``{"code", …}``. Send an ``Idempotency-Key``: a repeated request then opens nothing twice."""
    if not may(request.user, "incident.take"):
        raise Problem(403, _("Your roles do not include this."), code="right", right="incident.take")
    try:
        incident = _open(request.user, payload)
    except Refused as refused:
        raise _as_problem(refused) from refused
    return Status(201, _row(incident))


@router.get("/incidents", summary="Incidents you may see")
def list_incidents(
    request,
    state: str = Query("open", description="open, closed, or one state"),
    kind: str = "",
    level: int | None = Query(None, ge=1, le=4),
    organisation: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    q: str = "",
    limit: int = Query(100, ge=1, le=MOST),
    offset: int = Query(0, ge=0),
) -> dict[str, Any]:
    """``{"count", "incidents"}``. Open ones come in the queue's order, others newest first."""
    _need(request.user)
    rows = search_incidents(
        request.user, state=state, text=q, kind=kind, level=level, organisation=organisation, since=since, until=until
    )
    if state == "open":
        rows = rows.order_by("level", "opened_at", "id")
    return {"count": rows.count(), "incidents": [_row(row) for row in rows[offset : offset + limit]]}


class ClosingIn(Schema):
    """``result``: how it ended, a word of ``CloseResult``."""

    result: str
    note: str = Field("", max_length=2_000)


@router.post("/incidents/{code}/close", summary="Close an incident", response=dict)
@idempotent
def close(request, code: str, payload: ClosingIn):
    """409 with the reason while dispatch orders run."""
    if not may(request.user, "incident.close"):
        raise Problem(403, _("Your roles do not include this."), code="right", right="incident.close")
    incident = get_object_or_404(incidents_of(request.user, "incident.close"), code=code)
    try:
        close_incident(incident, result=payload.result, note=payload.note, by=request.user)
    except Refused as refused:
        raise _as_problem(refused) from refused
    return _row(incident)


@router.get("/incidents/{code}", summary="One incident with its story")
@transaction.atomic
def read_one(request, code: str) -> dict[str, Any]:
    """The caller is there for those who may see the caller, and then the reading is journalled."""
    _need(request.user)
    incident = get_object_or_404(incidents_of(request.user), code=code)
    caller = read_caller(request.user, incident, purpose="api")
    return {
        **_row(incident),
        "description": incident.description,
        "place_note": incident.place_note,
        "address_typed": incident.place_typed,
        "called_at": incident.called_at,
        "dispatched_at": incident.dispatched_at,
        "arrived_at": incident.arrived_at,
        "closed_at": incident.closed_at,
        "close_result": incident.close_result,
        "caller": {
            "hidden": caller.hidden,
            "confidential": caller.confidential,
            "name": caller.name,
            "phone": caller.phone,
            "lon": caller.point.x if caller.point else None,
            "lat": caller.point.y if caller.point else None,
        },
        "persons": [
            {"role": row.role, "name": row.name, "telephone": row.telephone, "description": row.description}
            for row in persons_for(request.user, incident)
        ],
        "vehicles": list(incident.vehicles.values("plate", "plate_type", "description")),
        "story": [
            {
                "at": line.at,
                "evidence_at": line.evidence_at,
                "verb": line.verb,
                "words": line.sentence,
                "text": line.text,
            }
            for line in story_of(incident)
        ],
    }


@transaction.atomic
def _open(user, payload: IncidentIn) -> Incident:
    point = Point(payload.lon, payload.lat, srid=4326)
    caller = payload.caller or CallerIn()
    known = caller.lon is not None and caller.lat is not None
    call = {
        "channel": payload.channel,
        "caller_name": caller.name,
        "caller_phone": caller.phone,
        "caller_point": Point(caller.lon, caller.lat, srid=4326) if known else None,
        "confidential": caller.confidential,
        "description": payload.description,
        "simulated": payload.simulated,
    }
    incident = open_incident(
        kind=payload.kind,
        point=point,
        by=user,
        level=payload.level,
        address=payload.address or _nearest_address(point),
        place_typed=payload.address_typed or payload.address,
        place_source=PlaceSource.API,
        place_uncertainty_m=payload.uncertainty_m,
        place_verified=payload.verified,
        risk_flags=payload.flags,
        called_at=payload.called_at,
        persons=[row.dict() for row in payload.persons],
        vehicles=[row.dict() for row in payload.vehicles],
        **call,
    )
    record_call(
        by=user, organisation=organisation_of_calls(user), incident=incident, began_at=incident.called_at, **call
    )
    return incident


def _nearest_address(point: Point) -> str:
    """What people call the point, where the map has a name for it."""
    match = reverse(point)
    return match.label if match and match.uncertainty_m <= NEAR_M else ""


def _row(incident: Incident) -> dict[str, Any]:
    return {
        "code": incident.code,
        "kind": incident.kind.code,
        "kind_name": {"zh": incident.kind.name_zh, "en": incident.kind.name_en},
        "level": incident.level,
        "state": incident.state,
        "state_since": incident.state_since,
        "lon": incident.point.x,
        "lat": incident.point.y,
        "address": incident.address or incident.place_typed,
        "place_source": incident.place_source,
        "uncertainty_m": incident.place_uncertainty_m,
        "verified": incident.place_verified,
        "organisation": incident.organisation.code,
        "area": incident.area.code if incident.area else None,
        "beat": incident.beat.code if incident.beat else None,
        "flags": incident.risk_flags,
        "major": incident.major,
        "opened_at": incident.opened_at,
        "held_until": incident.held_until,
        "merged_into": incident.merged_into.code if incident.merged_into_id else None,
        "simulated": incident.simulated,
        "version": incident.version,
    }


def _need(user) -> None:
    if not may(user, "incident.see"):
        raise Problem(403, _("Your roles do not include this."), code="right", right="incident.see")


def _as_problem(refused: Refused) -> Problem:
    """Wrong input is 422; the fields are named as the caller of the API knows them."""
    names = {"place": "lon", "risk_flags": "flags", "caller_phone": "caller.phone", "caller_name": "caller.name"}
    entry = {"field": names.get(refused.field, refused.field), "message": refused.message}
    if refused.data.get("remedy"):
        entry["remedy"] = refused.data["remedy"]
    return Problem(status_of(refused), refused.message, code=refused.code, errors=[entry])
