"""``/api/v1/calls``: what a telephone exchange tells of its calls, and how they are taken."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.responses import Status
from pydantic import AwareDatetime

from incidents.calls.actions import end_call, ring_call, take_call
from incidents.calls.masking import masked
from incidents.calls.models import Call, Channel
from incidents.calls.queries import organisation_of_calls
from incidents.register.answers import status_of
from incidents.register.refusal import Refused
from units.access.idempotency import idempotent
from units.access.problems import Problem
from units.access.scope import may

router = Router(tags=["calls"])
NUMBER = r"^[0-9+*# ()/.-]*$"


class CallIn(Schema):
    """``number`` is empty when it is withheld; ``line`` is the number dialled or the trunk; ``reference`` the
    exchange's own id: told again, it is the same call."""

    number: str = Field("", max_length=32, pattern=NUMBER)
    line: str = Field("", max_length=32)
    rang_at: AwareDatetime | None = None
    reference: str = Field("", max_length=64)
    channel: Channel = Channel.VOICE_110


class EndIn(Schema):
    ended_at: AwareDatetime | None = None


@router.post("/calls", summary="A call rings", response={201: dict})
@idempotent
def ring(request, payload: CallIn):
    """201 ``{"code", "state": "ringing", …}``: it stands on the consoles until somebody takes it or it ends."""
    call = _do(ring_call, organisation=_organisation(request), by=_person(request), **payload.dict())
    return Status(201, _row(call))


@router.get("/calls", summary="Calls that wait: ringing, and missed ones to call back")
def waiting(request, limit: int = Query(100, ge=1, le=500)) -> dict[str, Any]:
    """``{"count", "calls"}``, the longest waiting first. People see the end of a number; who takes it sees all."""
    rows = _calls(request).waiting().select_related("organisation").order_by("began_at")
    calls = [_row(row) for row in rows[:limit]]
    if not _of_gateway(request):
        calls = [{**call, "number": masked(call["number"])} for call in calls]
    return {"count": rows.count(), "calls": calls}


@router.post("/calls/{code}/take", summary="Answer it, or call it back", response=dict)
@idempotent
def take(request, code: str):
    """Adds ``draft``, the id of the form that was opened. 409 when somebody else has taken it."""
    if not may(request.user, "incident.take"):
        raise Problem(403, _("Your roles do not include this."), code="right", right="incident.take")
    draft = _do(take_call, get_object_or_404(_calls(request), code=code), by=request.user)
    return {**_row(draft.answers), "draft": str(draft.pk)}


@router.post("/calls/{code}/end", summary="The line is free again", response=dict)
@idempotent
def end(request, code: str, payload: EndIn):
    """Before anybody answered: the call is missed, and waits to be called back."""
    call = get_object_or_404(_calls(request), code=code)
    return _row(_do(end_call, call, at=payload.ended_at, by=_person(request)))


def _organisation(request):
    """Whose calls these are: the gateway's organisation, or that of the person who may take calls."""
    if _of_gateway(request):
        return request.terminal.organisation
    organisation = organisation_of_calls(request.user) if may(request.user, "incident.take") else None
    if organisation is None:
        raise Problem(403, _("Your roles do not include this."), code="right", right="incident.take")
    return organisation


def _of_gateway(request) -> bool:
    return request.terminal is not None and request.terminal.gateway


def _calls(request):
    """Calls that this sender may speak of: a gateway those of its branch."""
    if _of_gateway(request):
        return Call.objects.filter(organisation__path__startswith=request.terminal.organisation.path)
    _organisation(request)
    return Call.objects.visible_to(request.user, "incident.take")


def _person(request):
    return request.user if request.user.is_authenticated else None


def _do(deed, *args, **kwargs):
    try:
        return deed(*args, **kwargs)
    except Refused as refused:
        entry = {"field": refused.field, "message": refused.message, "remedy": refused.data.get("remedy", "")}
        raise Problem(status_of(refused), refused.message, code=refused.code, errors=[entry]) from refused


def _row(call: Call) -> dict[str, Any]:
    state = "ringing" if call.ringing else "missed" if call.missed else "over" if call.ended_at else "answered"
    return {
        "code": call.code,
        "state": state,
        "number": call.number,
        "line": call.line,
        "reference": call.reference,
        "channel": call.channel,
        "organisation": call.organisation.code,
        "rang_at": call.began_at,
        "answered_at": call.answered_at,
        "called_back_at": call.called_back_at,
        "ended_at": call.ended_at,
    }
