"""Automatic calls over the API: make a campaign, start it, follow its board, write what was found by hand."""

from datetime import datetime, time
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.responses import Status

from dispatch.autocalls import actions, manual, queries
from dispatch.autocalls.answers import callee_row, campaign_row, manual_row
from dispatch.autocalls.found import found_or_404
from dispatch.autocalls.home import home_of
from dispatch.autocalls.named import Named, named_rows
from dispatch.autocalls.people import holders
from incidents.register.queries import incidents_of
from units.access.idempotency import idempotent
from units.access.problems import Problem
from units.access.scope import may, scope_paths, within

router = Router(tags=["autocalls"])
RUN, ANSWER = queries.RUN, "autocall.answer"
MOST = 200


class NumberIn(Schema):
    name: str = Field("", max_length=80)
    number: str = Field(max_length=40)


class Who(Schema):
    """``people``: user names; ``units``: call signs; ``organisations``: codes; ``groups``: keys of call groups.

    ``crews``: everybody aboard a unit that has a running order for the campaign's incident.
    """

    people: list[str] = []
    units: list[str] = []
    organisations: list[str] = []
    groups: list[int] = []
    crews: bool = False
    numbers: list[NumberIn] = []


class Fields(Schema):
    """What fills ``{place}``, ``{time}`` and ``{bring}`` of the text."""

    place: str = Field("", max_length=200)
    time: str = Field("", max_length=200)
    bring: str = Field("", max_length=200)


class NewCampaign(Who):
    """``text`` or ``template`` (its key); ``takes_over``: a user name, yours if it is left out; ``start`` at once."""

    title: str = Field(max_length=80)
    language: Literal["zh", "en"] = "zh"
    text: str | None = Field(None, max_length=600)
    template: int | None = None
    fields: Fields = Fields()
    incident: str = ""
    starts_at: datetime | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    lines: int = Field(10, ge=1, le=200)
    is_drill: bool = False
    takes_over: str = ""
    start: bool = False


class Settled(Schema):
    """``not_reached`` counts a try and leaves the call open; the others settle it."""

    result: Literal["coming", "not_coming", "not_reached", "wrong_number", "given_up"]
    notes: str | None = Field(None, max_length=1000)


class Notes(Schema):
    notes: str = Field(max_length=1000)


class Person(Schema):
    person: str = Field(max_length=150, description="User name of who takes it over")


@router.get("/autocalls", response=list[Any], summary="Campaigns, newest first")
def listed(request, state: Literal["", "draft", "running", "paused", "stopped", "finished"] = "", limit: int = 50):
    _must(request, queries.SEE)
    rows = queries.campaigns(request.user)
    rows = rows.filter(state=state) if state else rows
    return [campaign_row(row) for row in rows[: max(1, min(limit, MOST))]]


@router.post("/autocalls", response={201: Any}, summary="Make a campaign, and start it if asked to")
@idempotent
def create(request, payload: NewCampaign):
    """201 with the board. What is wrong with a number or a name is told in ``problems``; nothing is started then."""
    _must(request, RUN)
    given = payload.dict(exclude={"title", "incident", "template", "takes_over", "start", *Who.model_fields})
    incident = _incident(request.user, payload.incident)
    with transaction.atomic():
        campaign = actions.create_campaign(
            by=request.user,
            title=payload.title,
            organisation=home_of(request.user),
            incident=incident,
            template=_one(queries.templates_for(request.user), "template", pk=payload.template),
            manual_to=_one(_who_may_answer(request.user), "takes_over", username=payload.takes_over or None),
            **given,
        )
        added = _add(request.user, campaign, payload)
        wrong = [one for one in added.problems if one.typed]
        if payload.start and wrong:
            errors = [{"field": "numbers", "message": f"{one.name} {one.number}: {one.sentence}"} for one in wrong]
            raise Problem(422, wrong[0].sentence, code="numbers", errors=errors)
        if payload.start:
            actions.start_campaign(campaign, by=request.user)
    return Status(201, _told(campaign, added))


@router.get("/autocalls/by-hand", response=list[Any], summary="Calls that the machine handed to people")
def by_hand(request, mine: bool = True):
    _must(request, ANSWER)
    return [manual_row(row) for row in queries.manual_calls_for(request.user, mine=mine)[:MOST]]


@router.post("/autocalls/by-hand/{pk}/settle", response=Any, summary="Write what came of a call by hand")
@idempotent
def settle(request, pk: int, payload: Settled):
    _must(request, ANSWER)
    row = found_or_404(queries.manual_call_of, request.user, pk)
    return manual_row(manual.settle_manual_call(row, payload.result, by=request.user, notes=payload.notes))


@router.post("/autocalls/by-hand/{pk}/notes", response=Any, summary="Keep notes on a call by hand")
@idempotent
def notes(request, pk: int, payload: Notes):
    _must(request, ANSWER)
    row = found_or_404(queries.manual_call_of, request.user, pk)
    return manual_row(manual.note_manual_call(row, payload.notes, by=request.user))


@router.post("/autocalls/by-hand/{pk}/hand-to", response=Any, summary="Give a call by hand to somebody else")
@idempotent
def hand_to(request, pk: int, payload: Person):
    _must(request, ANSWER)
    row = found_or_404(queries.manual_call_of, request.user, pk)
    person = _one(_who_may_answer(request.user, ANSWER), "person", username=payload.person)
    return manual_row(manual.reassign_manual_call(row, person, by=request.user))


@router.get("/autocalls/{code}", response=Any, summary="A campaign's board")
def board(request, code: str):
    _must(request, queries.SEE)
    return _told(found_or_404(queries.campaign_of, request.user, code))


@router.get("/autocalls/{code}/callees", response=list[Any], summary="Everybody it calls, each with every attempt")
def callees(request, code: str):
    _must(request, queries.SEE)
    campaign = found_or_404(queries.campaign_of, request.user, code)
    return [callee_row(row) for row in queries.callees_of(campaign)]


@router.post("/autocalls/{code}/callees", response=Any, summary="Add people to a draft")
@idempotent
def add(request, code: str, payload: Who):
    campaign = _campaign(request, code)
    return _told(campaign, _add(request.user, campaign, payload))


DEEDS = {
    "start": actions.start_campaign,
    "pause": actions.pause_campaign,
    "resume": actions.resume_campaign,
    "stop": actions.stop_campaign,
    "hand-over": actions.hand_over,
}


@router.post("/autocalls/{code}/copy", response={201: Any}, summary="A fresh draft with the same message and persons")
@idempotent
def copy(request, code: str):
    return Status(201, _told(actions.copy_campaign(_campaign(request, code), by=request.user)))


@router.post("/autocalls/{code}/{verb}", response=Any, summary="Start, pause, resume, stop, or hand over now")
@idempotent
def deed(request, code: str, verb: Literal["start", "pause", "resume", "stop", "hand-over"]):
    campaign = _campaign(request, code)
    DEEDS[verb](campaign, by=request.user)
    return _told(campaign)


def _campaign(request, code: str):
    _must(request, RUN)
    return found_or_404(queries.campaign_of, request.user, code, RUN)


def _told(campaign, added=None) -> dict:
    campaign.refresh_from_db()
    problems = [vars(one) for one in added.problems] if added else []
    return {**campaign_row(campaign), "board": queries.board(campaign), "problems": problems}


def _add(user, campaign, who: Who):
    rows = named_rows(user, Named(who.people, who.units, who.organisations, who.groups))
    numbers = [(one.name, one.number) for one in who.numbers]
    incident = campaign.incident if who.crews else None
    return actions.add_callees(campaign, by=user, incident=incident, numbers=numbers, **rows)


def _who_may_answer(user, right: str = RUN):
    return holders(ANSWER, within(scope_paths(user, right)))


def _incident(user, code: str):
    return _one(incidents_of(user), "incident", code=code or None)


def _one(rows, field: str, **by):
    """The row of that name among those the user may use; None when none is named; 422 when there is no such one."""
    if None in by.values():
        return None
    row = rows.filter(**by).first()
    if row is None:
        words = _("There is no “%(name)s” that you may use.") % {"name": next(iter(by.values()))}
        raise Problem(422, words, code="unknown", errors=[{"field": field, "message": words}])
    return row


def _must(request, right: str) -> None:
    if not may(request.user, right):
        raise PermissionDenied(right)
