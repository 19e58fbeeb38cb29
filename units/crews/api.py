"""Units of the asking user, and their tracks."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import AwareDatetime

from units.access.problems import Problem
from units.access.scope import may
from units.crews.models import Unit
from units.crews.queries import units_visible
from units.positions.queries import track
from units.signals import read

router = Router(tags=["units"])
LONGEST_TRACK = timedelta(days=2)


class Position(Schema):
    """WGS-84 degrees; speed m/s, heading degrees, accuracy metres, ``age_s`` seconds since the fix."""

    lon: float
    lat: float
    at: datetime
    age_s: float
    speed: float | None
    heading: float | None
    accuracy: float | None


class UnitOut(Schema):
    id: int
    call_sign: str
    organisation: str
    kind: str
    state: str
    state_since: datetime
    capabilities: list[str]
    officers: int
    home_area: str | None
    version: int
    position: Position | None


class TrackFix(Schema):
    """``verdict``: 0 true, 1 late, 2 jump, 3 future, 4 ancient, 5 at (0, 0), 6 poor accuracy."""

    at: datetime
    received_at: datetime
    lon: float
    lat: float
    speed: float | None
    heading: float | None
    accuracy: float | None
    verdict: int


class Track(Schema):
    unit: str
    since: datetime
    until: datetime
    fixes: list[TrackFix]


@router.get("/units", response=list[UnitOut], summary="Units you may see, with their last positions")
def list_units(request, state: str | None = None, organisation: str | None = None):
    if not may(request.user, "unit.see"):
        raise PermissionDenied("unit.see")
    units = units_visible(request.user)
    if state:
        units = units.filter(state=state)
    if organisation:
        units = units.filter(organisation__code=organisation)
    now = timezone.now()
    return [_unit(unit, now) for unit in units]


@router.get("/units/{call_sign}/track", response=Track, summary="Where a unit went, raw, with verdicts")
def unit_track(request, call_sign: str, since: AwareDatetime, until: AwareDatetime | None = None):
    """At most two days at a time. That somebody looked is written to the journal."""
    until = until or timezone.now()
    if not since < until <= since + LONGEST_TRACK:
        entry = {"field": "since", "message": _("The time asked for must be positive and at most two days.")}
        raise Problem(422, entry["message"], code="invalid", errors=[entry])
    unit = get_object_or_404(Unit.objects.visible_to(request.user, "track.see"), call_sign=call_sign)
    asked = {"since": since.isoformat(), "until": until.isoformat()}
    read.send(sender=Unit, subject=unit, by=request.user, purpose="track", data=asked)
    return {"unit": unit.call_sign, "since": since, "until": until, "fixes": track(unit, since, until)}


def _unit(unit: Unit, now: datetime) -> dict:
    last = getattr(unit, "last_position", None)
    return {
        **{name: getattr(unit, name) for name in ("id", "call_sign", "kind", "state", "state_since")},
        **{name: getattr(unit, name) for name in ("capabilities", "officers", "version")},
        "organisation": unit.organisation.code,
        "home_area": unit.home_area.code if unit.home_area else None,
        "position": last
        and {
            "lon": last.point.x,
            "lat": last.point.y,
            "at": last.at,
            "age_s": (now - last.at).total_seconds(),
            "speed": last.speed,
            "heading": last.heading,
            "accuracy": last.accuracy,
        },
    }
