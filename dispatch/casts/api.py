"""Casts over the API: send, take down, receive, and tell what became of it."""

from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.responses import Status

from dispatch.casts.actions import cast, end_cast, note_receipt
from dispatch.casts.models import SubjectKind
from dispatch.casts.queries import cast_row, casts_for_terminal, casts_for_user, casts_sent, sender_row
from dispatch.casts.subjects import find_subject
from dispatch.casts.targets import choices_for
from units.access.idempotency import idempotent
from units.access.scope import may

router = Router(tags=["casts"])
SENT_SHOWN = 30


class View(Schema):
    """``bounds``: west, south, east, north in degrees. ``layers`` of: units, incidents, cameras, areas, rings."""

    bounds: list[float] = Field(min_length=4, max_length=4)
    zoom: float | None = None
    layers: list[str] | None = None


class Subject(Schema):
    """``code``: an incident's or camera's code, a unit's call sign. A view has ``view`` instead."""

    kind: Literal["incident", "unit", "camera", "view"]
    code: str = Field("", max_length=40)
    view: View | None = None


class Target(Schema):
    """``code``: a wall's name, a user name, a unit's call sign, an organisation's code."""

    kind: Literal["wall", "seat", "unit", "organisation"]
    code: str = Field(max_length=150)


class NewCast(Schema):
    subject: Subject
    target: Target
    minutes: int = 10
    message: str = Field("", max_length=200)


class Event(Schema):
    event: Literal["delivered", "shown", "seen", "dismissed"]


@router.post("/casts", response={201: Any}, summary="Cast an incident, unit, camera or map view")
@idempotent
def send(request, payload: NewCast):
    _must_send(request)
    row = cast(
        payload.subject.kind,
        payload.subject.code,
        payload.target.kind,
        payload.target.code,
        by=request.user,
        view=payload.subject.view.dict() if payload.subject.view else None,
        minutes=payload.minutes,
        message=payload.message,
    )
    return Status(201, sender_row(row))


@router.get("/casts", response=list[Any], summary="What is cast to me (or to this device's unit) now")
def received(request):
    return [cast_row(row) for row in _mine(request)]


@router.get("/casts/sent", response=list[Any], summary="My own casts with their receipts, newest first")
def sent(request, since: datetime | None = None):
    _must_send(request)
    rows = casts_sent(request.user)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return [sender_row(row) for row in rows[:SENT_SHOWN]]


@router.get("/casts/targets", response=list[Any], summary="Where something can be cast to, and who may see it")
def targets(request, kind: Literal["incident", "unit", "camera", "view"], code: str = ""):
    _must_send(request)
    subject = None if kind == SubjectKind.VIEW else find_subject(kind, code, request.user)
    if subject is None and kind != SubjectKind.VIEW:
        raise Http404
    return choices_for(request.user, kind, subject)


@router.post("/casts/{pk}/receipts", response=Any, summary="Tell what became of a cast")
@idempotent
def receipt(request, pk: int, payload: Event):
    row = next((one for one in _mine(request) if one.pk == pk), None)
    if row is None:
        raise Http404
    person = request.user if request.user.is_authenticated else None
    note_receipt(row, payload.event, user=person, terminal=None if person else request.terminal)
    return {"id": row.pk, "event": payload.event}


@router.post("/casts/{pk}/end", response=Any, summary="Take one's own cast down")
@idempotent
def end(request, pk: int):
    _must_send(request)
    return sender_row(end_cast(get_object_or_404(casts_sent(request.user), pk=pk), by=request.user))


def _mine(request) -> list:
    return casts_for_user(request.user) if request.user.is_authenticated else casts_for_terminal(request.terminal)


def _must_send(request) -> None:
    if not may(request.user, "cast.send"):
        raise PermissionDenied("cast.send")
