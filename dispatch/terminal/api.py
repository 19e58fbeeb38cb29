"""What a terminal writes besides steps, positions and reports: what the unit is doing, logging on, remarks.

Every deed may come late from an offline phone: ``at`` is when it was pressed.
"""

from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.responses import Status

from dispatch.terminal.queries import orders_aboard, terminal_state
from incidents.register.actions import add_remark
from units.access.idempotency import idempotent
from units.access.problems import Problem
from units.access.refused import Refused
from units.access.scope import may
from units.crews.actions import declare_unit_state
from units.crews.models import Unit
from units.duty.actions import log_on
from units.duty.models import Shift
from units.duty.queries import unit_now

router = Router(tags=["field terminal"])


class Doing(Schema):
    """What the crew says its unit does; ``reason`` is needed for busy."""

    state: Literal["free", "busy", "off"]
    reason: str = Field("", max_length=120)
    at: datetime | None = None


class Remark(Schema):
    text: str = Field(min_length=1, max_length=2_000)
    at: datetime | None = None


@router.get("/terminal", summary="The unit you are aboard, its orders, your reports to correct")
def state(request) -> dict[str, Any]:
    _need(request, "terminal.open")
    return terminal_state(request.user)


@router.post("/terminal/unit-state", summary="Free, busy or off duty, said by the crew")
@idempotent
def unit_state(request, payload: Doing):
    _need(request, "unit.change_state")
    unit = unit_now(request.user)
    if unit is None:
        raise Refused(_("You are on no shift now: your station plans it."), code="no_shift")
    with transaction.atomic():
        row = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        if payload.at is not None and payload.at < row.state_since and row.state != payload.state:
            words = _("%(unit)s is %(state)s since %(time)s: what you chose before that was not applied.")
            time = date_format(timezone.localtime(row.state_since), "H:i:s")
            facts = {"unit": row.call_sign, "state": row.get_state_display(), "time": time}
            raise Refused(words % facts, code="overtaken", field="state")
        at = min(payload.at, timezone.now()) if payload.at else None
        declare_unit_state(unit, payload.state, by=request.user, reason=payload.reason, at=at)
    return terminal_state(request.user)


@router.post("/terminal/shifts/{shift}/log-on", summary="The crew is aboard")
@idempotent
def begin_shift(request, shift: int):
    _need(request, "terminal.open")
    own = get_object_or_404(Shift.objects.filter(members__user=request.user), pk=shift)
    log_on(own, by=request.user)
    return terminal_state(request.user)


@router.post("/incidents/{code}/remarks", response={201: Any}, summary="A remark from the scene, into the story")
@idempotent
def remark(request, code: str, payload: Remark):
    _need(request, "assignment.answer")
    order = orders_aboard(request.user).filter(incident__code=code).last()
    if order is None:
        raise Problem(404, _("There is nothing here that you can see."))
    at = min(max(payload.at, order.sent_at), timezone.now()) if payload.at else None
    add_remark(order.incident, text=payload.text, by=request.user, unit=order.unit, at=at)
    return Status(201, {"incident": code})


def _need(request, right: str) -> None:
    if not may(request.user, right):
        raise Problem(403, _("Your roles do not include this."), code="right", right=right)
