"""Dispatch orders over the API: made at ``/incidents/…/assignments``, moved on at ``/assignments/…/{verb}``."""

from datetime import datetime
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.responses import Status

from dispatch.assignments.actions import assign_units
from dispatch.assignments.deeds import DEEDS, do
from dispatch.assignments.models import Assignment
from dispatch.assignments.queries import JOINED, order_json, orders_answerable, orders_visible
from dispatch.recommendation.models import Recommendation
from dispatch.recommendation.queries import DISPATCH_RIGHT
from incidents.register.models import Incident
from units.access.idempotency import idempotent
from units.access.problems import Problem
from units.access.scope import may
from units.crews.queries import units_by_call_sign

router = Router(tags=["dispatch orders"])
MOST = 500


class Sending(Schema):
    """``units``: call signs. ``take``: those of them to take from lower work; ``also``: those that may get a further
    order although they are not free. ``recommendation``: the one that was followed or departed from."""

    units: list[str] = Field(min_length=1, max_length=50, json_schema_extra={"example": ["P12", "M03"]})
    take: list[str] = []
    also: list[str] = []
    take_reason: str = Field("", max_length=200)
    recommendation: int | None = None
    override_reason: str = Field("", max_length=120)
    instruction: str = Field("", max_length=300)


class Pressed(Schema):
    """``at``: when it was pressed, for a terminal that was offline. ``reason``: needed to return or cancel."""

    at: datetime | None = None
    reason: str = Field("", max_length=200)


@router.get("/assignments", summary="Dispatch orders of the incidents you may see")
def assignments(request, state: Literal["live", "all"] = "live", unit: str = "", incident: str = "") -> list[dict]:
    orders = _of_own_unit(request) if _is_device(request) else orders_visible(request.user)
    if state == "live":
        orders = orders.live()
    if unit:
        orders = orders.filter(unit__call_sign=unit)
    if incident:
        orders = orders.filter(incident__code=incident)
    return [order_json(order) for order in orders.order_by("-sent_at", "-pk")[:MOST]]


@router.get("/assignments/{code}", summary="One dispatch order with both clocks")
def assignment(request, code: str) -> dict[str, Any]:
    orders = _of_own_unit(request) if _is_device(request) else orders_visible(request.user)
    return order_json(get_object_or_404(orders, code=code))


@router.post("/incidents/{code}/assignments", response={201: Any}, summary="Send units: all of them or none")
@idempotent
def send(request, code: str, payload: Sending):
    if not may(request.user, DISPATCH_RIGHT):
        raise Problem(403, _("Your roles do not include this."), code="right", right=DISPATCH_RIGHT)
    incidents = Incident.objects.visible_to(request.user, DISPATCH_RIGHT).select_related("kind", "organisation")
    incident = get_object_or_404(incidents, code=code)
    units, strangers = units_by_call_sign(request.user, payload.units, DISPATCH_RIGHT)
    if strangers:
        words = _("There is no unit %(units)s that you can send.") % {"units": ", ".join(strangers)}
        raise Problem(422, words, code="unknown_unit", errors=[{"field": "units", "message": words}])
    orders = assign_units(
        incident,
        units,
        by=request.user,
        recommendation=Recommendation.objects.filter(pk=payload.recommendation, incident=incident).first(),
        override_reason=payload.override_reason,
        instruction=payload.instruction,
        take={unit.pk for unit in units if unit.call_sign in payload.take},
        take_reason=payload.take_reason,
        also={unit.pk for unit in units if unit.call_sign in payload.also},
        source="api",
    )
    return Status(201, {"assignments": [order_json(order) for order in orders]})


Verbs = Literal[
    *("deliver", "sign", "depart", "arrive", "handle", "clear"),
    *("return", "approve-return", "refuse-return", "cancel"),
]


@router.post("/assignments/{code}/{verb}", summary="Move an order on; repeating a step answers the same")
@idempotent
def press(request, code: str, verb: Verbs, payload: Pressed | None = None):
    told = payload or Pressed()
    if told.at is not None and told.at.tzinfo is None:
        words = _("Give the time with its offset.")
        raise Problem(422, words, code="invalid", errors=[{"field": "at", "message": words}])
    order = get_object_or_404(_answerable(request, DEEDS[verb].right), code=code)
    by = None if _is_device(request) else request.user
    return order_json(do(verb, order, by=by, at=told.at, reason=told.reason))


def _is_device(request) -> bool:
    """A terminal on board that acts for no user."""
    return request.terminal is not None and not request.user.is_authenticated


def _of_own_unit(request):
    return Assignment.objects.filter(unit=request.terminal.unit_id).select_related(*JOINED)


def _answerable(request, right: str):
    if not _is_device(request):
        return orders_answerable(request.user, right)
    return _of_own_unit(request) if right == "assignment.answer" else Assignment.objects.none()
