"""Fences over the API: putting up, reading, ending; what happened at them and who is inside."""

import json
from datetime import datetime
from typing import Any, Literal

from django.contrib.gis.geos import GEOSException, GEOSGeometry, Point
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.responses import Status
from pydantic import AwareDatetime

from maps import geojson
from maps.areas.models import Area
from units.access.idempotency import idempotent
from units.access.problems import Problem
from units.access.scope import may, organisations_visible_to
from units.crews.models import Unit, UnitKind
from units.crews.queries import units_by_call_sign
from units.fences.actions import add_fence, end_fence
from units.fences.models import Fence, FenceEvent, Tell
from units.fences.queries import MOST_EVENTS, events_of, events_of_unit, fences_visible, inside
from units.organisations.models import Organisation

router = Router(tags=["fences"])
COLUMNS = ("radius_m", "inner_m", "tell", "dwell_s", "margin_m", "in_a_row", "slower_than", "begins_at", "ends_at")


class FenceIn(Schema):
    """``area``: code of an area; ``lon``, ``lat``, ``radius_m``: post or ring (with ``inner_m``); ``shape``: GeoJSON
    polygon or multipolygon. ``units``: call signs; none and no ``unit_kinds``: all of the organisation's branch."""

    organisation: str | None = None
    name: str = Field("", max_length=120)
    name_zh: str = Field("", max_length=120)
    name_en: str = Field("", max_length=120)
    kind: Literal["area", "post", "ring", "shape"] = "shape"
    area: str | None = None
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    radius_m: float | None = None
    inner_m: float | None = None
    shape: dict[str, Any] | None = None
    units: list[str] = Field(default_factory=list, max_length=2_000)
    unit_kinds: list[UnitKind] = Field(default_factory=list)
    tell: Tell = Tell.NOTE
    dwell_s: int | None = Field(None, ge=1, le=864_000)
    margin_m: float = Field(20, ge=0, le=1000)
    in_a_row: int = Field(2, ge=1, le=10)
    slower_than: float | None = Field(None, gt=0)
    begins_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None


class FenceOut(Schema):
    id: int
    name_zh: str
    name_en: str
    organisation: str
    kind: str
    tell: str
    dwell_s: int | None
    margin_m: float
    in_a_row: int
    slower_than: float | None
    begins_at: datetime | None
    ends_at: datetime | None
    active: bool
    inside: int
    geometry: dict[str, Any]


class Event(Schema):
    """``at``: by the device's clock; ``received_at``: when it was certain."""

    id: int
    fence: int
    fence_name: dict[str, str]
    unit: str
    kind: str
    at: datetime
    received_at: datetime
    lon: float
    lat: float


class Inside(Schema):
    unit: str
    since: datetime
    stayed: bool


@router.get("/fences", response=list[FenceOut], summary="Fences you may see")
def list_fences(request, ended: bool = False):
    _may_see(request)
    return [_out(fence, fence.inside) for fence in fences_visible(request.user, ended=ended)]


@router.post("/fences", response={201: FenceOut}, summary="Put up a fence")
@idempotent
def create_fence(request, payload: FenceIn):
    """It watches about a second later. Errors name the field that cannot make a fence."""
    organisation = _organisation(request, payload.organisation)
    units, unknown = units_by_call_sign(request.user, payload.units)
    if unknown:
        words = _("Unknown units: %(units)s.") % {"units": ", ".join(unknown)}
        raise _wrong("units", words)
    fields = {name: getattr(payload, name) for name in COLUMNS}
    fence = add_fence(
        organisation,
        by=request.user,
        units=units,
        name_zh=payload.name_zh or payload.name or payload.name_en,
        name_en=payload.name_en or payload.name or payload.name_zh,
        kind=payload.kind,
        area=_area(payload.area) if payload.area else None,
        centre=_centre(payload),
        shape=_shape(payload.shape) if payload.shape else None,
        unit_kinds=[str(kind) for kind in payload.unit_kinds],
        **fields,
    )
    return Status(201, _out(fence, 0))


@router.get("/fences/{int:fence_id}", response=FenceOut, summary="One fence")
def one_fence(request, fence_id: int):
    fence = get_object_or_404(fences_visible(request.user, ended=True), pk=fence_id)
    return _out(fence, fence.inside)


@router.delete("/fences/{int:fence_id}", response=FenceOut, summary="End a fence; what happened at it stays")
@idempotent
def delete_fence(request, fence_id: int):
    fence = get_object_or_404(Fence.objects.visible_to(request.user).listed(), pk=fence_id)
    if not may(request.user, "fence.manage", fence.organisation):
        raise PermissionDenied("fence.manage")
    return _out(end_fence(fence, by=request.user), 0)


@router.get("/fences/{int:fence_id}/events", response=list[Event], summary="Who entered, left and stayed, newest first")
def fence_events(
    request,
    fence_id: int,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    limit: int = MOST_EVENTS,
):
    fence = get_object_or_404(Fence.objects.visible_to(request.user).listed(), pk=fence_id)
    limit = min(max(limit, 1), MOST_EVENTS)
    return [_event(event) for event in events_of(fence, request.user, since=since, until=until, limit=limit)]


@router.get("/fences/{int:fence_id}/inside", response=list[Inside], summary="Which units are inside now")
def fence_inside(request, fence_id: int):
    fence = get_object_or_404(Fence.objects.visible_to(request.user).listed(), pk=fence_id)
    rows = inside(fence, request.user)
    return [{"unit": row.unit.call_sign, "since": row.since, "stayed": row.dwelled} for row in rows]


@router.get("/units/{call_sign}/crossings", response=list[Event], summary="A unit's newest crossings of fences")
def unit_crossings(request, call_sign: str):
    unit = get_object_or_404(Unit.objects.visible_to(request.user), call_sign=call_sign)
    return [_event(event) for event in events_of_unit(unit, request.user)]


def _may_see(request) -> None:
    if not may(request.user, "unit.see"):
        raise PermissionDenied("unit.see")


def _wrong(field: str, words: str) -> Problem:
    return Problem(422, words, code="invalid", errors=[{"field": field, "message": words}])


def _organisation(request, code: str | None) -> Organisation:
    """The one named, else the sender's own; only where the sender may put up fences."""
    if not may(request.user, "fence.manage"):
        raise PermissionDenied("fence.manage")
    mine = organisations_visible_to(request.user, "fence.manage")
    found = mine.filter(code=code).first() if code else mine.order_by("path").first()
    if found is None:
        raise _wrong("organisation", _("There is no such organisation where you may put up fences."))
    return found


def _area(code: str) -> Area:
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise _wrong("area", _("There is no area with this code."))
    return area


def _centre(payload: FenceIn) -> Point | None:
    if payload.lon is None or payload.lat is None:
        return None
    return Point(payload.lon, payload.lat, srid=4326)


def _shape(shape: dict[str, Any]) -> GEOSGeometry:
    try:
        return geojson.as_multi(geojson.read_geometry(json.dumps(shape)))
    except (ValueError, GEOSException) as error:
        raise _wrong("shape", str(error)) from error


def _out(fence: Fence, inside: int) -> dict:
    plain = ("id", "name_zh", "name_en", "kind", "active", "tell", "dwell_s", "margin_m", "in_a_row", "slower_than")
    return {
        **{name: getattr(fence, name) for name in plain},
        "begins_at": fence.begins_at,
        "ends_at": fence.ends_at,
        "organisation": fence.organisation.code,
        "inside": inside,
        "geometry": geojson.geometry(fence.outline),
    }


def _event(event: FenceEvent) -> dict:
    return {
        **{name: getattr(event, name) for name in ("id", "kind", "at", "received_at")},
        "fence": event.fence_id,
        "fence_name": event.fence.names,
        "unit": event.unit.call_sign,
        "lon": event.point.x,
        "lat": event.point.y,
    }
