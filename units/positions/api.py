"""Positions in: ``POST /api/v1/positions``."""

import time
from typing import Any

import redis
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.responses import Status

from units.access.idempotency import idempotent
from units.access.problems import Problem
from units.positions import stream
from units.positions.fix import Fix
from units.positions.queries import units_of_sender
from units.positions.reading import LARGEST_BATCH, only_one, read_fix
from units.positions.refusing import stream_down

router = Router(tags=["positions"])
EXAMPLE = {"unit": "P12", "lon": 7.4196, "lat": 43.7314, "at": "2026-11-23T08:00:00.5+08:00", "speed": 11.2}


class Fixes(Schema):
    """Each fix: ``unit`` call sign, ``lon``, ``lat`` WGS-84 degrees, ``at`` ISO 8601 with offset; optional ``speed``
    m/s, ``heading`` degrees, ``accuracy`` metres, ``battery`` 0–1."""

    fixes: list[Any] = Field(max_length=LARGEST_BATCH, json_schema_extra={"example": [EXAMPLE]})


class Refusal(Schema):
    index: int
    reason: str


class Accepted(Schema):
    accepted: int
    refused: list[Refusal]


@router.post("/positions", response={202: Accepted}, summary="Send fixes of one or many units")
@idempotent
def send_positions(request, payload: Fixes):
    """Accepted fixes are safe when this answers: they are in the stream. The bad ones among good ones are named."""
    call_signs = {raw.get("unit") for raw in payload.fixes if isinstance(raw, dict)}
    units = units_of_sender(request.user, request.terminal, {sign for sign in call_signs if isinstance(sign, str)})
    if units is None:
        raise Problem(403, _("This account may not send positions."), code="right", right="position.send")
    now = time.time()
    only = None if request.terminal and request.terminal.gateway else only_one(units)
    read = [read_fix(raw, units, now, only) for raw in payload.fixes]
    fixes = [fix for fix in read if isinstance(fix, Fix)]
    whose = f"terminal {request.terminal.pk}" if request.terminal else f"user {request.user.pk}"
    try:
        stream.append(fixes, stream.mark_of(whose, request.body))
    except redis.RedisError as error:
        raise stream_down() from error
    refused = [{"index": index, "reason": reason} for index, reason in enumerate(read) if isinstance(reason, str)]
    return Status(202, {"accepted": len(fixes), "refused": refused})
