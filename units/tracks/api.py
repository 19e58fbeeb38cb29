"""Tracks through the interface: the trail for the map, what was driven, on which streets, and files."""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from units.access.problems import Problem
from units.crews.models import Unit
from units.signals import read
from units.tracks.actions import export_tracks
from units.tracks.export import TYPES
from units.tracks.fixes import fixes_of
from units.tracks.streets import streets_feature
from units.tracks.summary import LONGEST, summary

router = Router(tags=["tracks"])
MOST_OF_A_TRAIL = 400


class Trail(Schema):
    """``points``: ``[lon, lat, seconds before "at"]``, oldest first."""

    id: int
    unit: str
    at: datetime
    points: list[tuple[float, float, float]]


class StopOut(Schema):
    begin: datetime
    end: datetime
    lon: float
    lat: float


class AreaOut(Schema):
    area: str
    seconds: float


class SummaryOut(Schema):
    """Metres, seconds. ``guessed_m``: the part of the distance across silences, by straight line."""

    unit: str
    since: datetime
    until: datetime
    fixes: int
    heard_s: float
    distance_m: float
    guessed_m: float
    home_area_s: float | None
    stops: list[StopOut]
    areas: list[AreaOut]


@router.get("/units/{call_sign}/trail", response=Trail, summary="Where a unit just was, for the map")
@transaction.atomic
def trail(request, call_sign: str, minutes: int = Query(15, ge=1, le=120)):
    unit, now = _unit(request, call_sign), timezone.now()
    read.send(sender=Unit, subject=unit, by=request.user, purpose="trail", data={"minutes": minutes})
    found = fixes_of(unit.pk, now - timedelta(minutes=minutes), now + timedelta(minutes=1))
    kept = found.every(1 + len(found) // MOST_OF_A_TRAIL)
    ages = (now.timestamp() - kept.t).round(1)
    points = list(zip(kept.lon.tolist(), kept.lat.tolist(), ages.tolist(), strict=True))
    return {"id": unit.pk, "unit": unit.call_sign, "at": now, "points": points}


@router.get("/units/{call_sign}/summary", response=SummaryOut, summary="Distance driven, stops, time in areas")
@transaction.atomic
def unit_summary(request, call_sign: str, since: AwareDatetime, until: AwareDatetime | None = None):
    until = _checked(since, until)
    unit = _unit(request, call_sign)
    _journal(request, unit, "track.summary", since, until)
    found = summary(unit, since, until)
    return {
        "unit": unit.call_sign,
        "since": since,
        "until": until,
        "fixes": len(found.fixes),
        "heard_s": found.heard_s,
        "home_area_s": found.home_s,
        "distance_m": found.distance.metres,
        "guessed_m": found.distance.guessed_m,
        "stops": [stop._asdict() for stop in found.stops],
        "areas": [{"area": one.area.code, "seconds": one.seconds} for one in found.areas],
    }


@router.get("/units/{call_sign}/streets", summary="The streets a unit drove, as GeoJSON")
@transaction.atomic
def streets(request, call_sign: str, since: AwareDatetime, until: AwareDatetime | None = None):
    """A MultiLineString; ``streets``: ``[seconds since 1970, street]``; ``raw``: the router is down."""
    until = _checked(since, until)
    unit = _unit(request, call_sign)
    _journal(request, unit, "track.streets", since, until)
    return streets_feature(unit, since, until)


@router.get("/units/{call_sign}/track/export", summary="The track as a file: gpx or geojson")
def export(
    request,
    call_sign: str,
    since: AwareDatetime,
    purpose: str,
    until: AwareDatetime | None = None,
    format: str = "gpx",
    raw: bool = False,
    note: str = "",
):
    """``purpose``: review, evidence, complaint, subject, training or planning; it is written to the journal."""
    until = _checked(since, until)
    unit = _unit(request, call_sign, "track.export")
    text = export_tracks([unit], since, until, form=format, purpose=purpose, by=request.user, raw=raw, note=note)
    name = f"{unit.call_sign}-{since:%Y%m%d-%H%M}.{format}"
    return HttpResponse(
        text, content_type=TYPES[format], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _unit(request, call_sign: str, right: str = "track.see") -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.user, right), call_sign=call_sign)


def _journal(request, unit: Unit, purpose: str, since: datetime, until: datetime) -> None:
    asked = {"since": since.isoformat(), "until": until.isoformat()}
    read.send(sender=Unit, subject=unit, by=request.user, purpose=purpose, data=asked)


def _checked(since: datetime, until: datetime | None) -> datetime:
    until = until or timezone.now()
    if not since < until <= since + LONGEST:
        entry = {"field": "since", "message": _("The time asked for must be positive and at most two days.")}
        raise Problem(422, entry["message"], code="invalid", errors=[entry])
    return until
