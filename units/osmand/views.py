"""``/osmand/``: fixes of phones. The device's identifier is its terminal's token."""

import json
import time
from typing import Any

import redis
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from units.access.problems import Problem
from units.osmand.reading import read_json, read_query
from units.positions.fix import Fix
from units.positions.taking import NO_UNIT, take
from units.terminals.auth import terminal_of

LARGEST_BATCH = 1_000


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def osmand(request: HttpRequest) -> HttpResponse:
    """200 ``{"accepted", "refused": [{index, reason}]}``; 401 for a wrong token; 422 when nothing could be read.

    Somebody who is not on shift is answered 200 and kept nowhere: a phone told otherwise would keep its way home and
    send it tomorrow, in the name of tomorrow's unit.
    """
    try:
        return _answer(request, time.time())
    except Problem as problem:
        return problem.response()


def _answer(request: HttpRequest, now: float) -> JsonResponse:
    token, said = _said(request, now)
    terminal = terminal_of(token) if token else None
    if terminal is None:
        words = _("The device identifier is not the token of a terminal, or it was revoked.")
        raise Problem(401, words, code="token", errors=[{"field": "id", "message": words}])
    said = [one for one in said if one is not None]
    if len(said) > LARGEST_BATCH:
        words = _("At most %(most)s locations at once.") % {"most": LARGEST_BATCH}
        raise Problem(422, words, code="invalid", errors=[{"field": "location", "message": words}])
    try:
        fixes = take(terminal, said, now)
    except redis.RedisError as error:
        words = _("Positions cannot be taken at the moment.")
        raise Problem(503, words, code="stream_down", headers={"Retry-After": "5"}) from error
    refused = [{"index": index, "reason": reason} for index, reason in enumerate(fixes) if isinstance(reason, str)]
    if fixes and not any(isinstance(fix, Fix) for fix in fixes) and any(one["reason"] != NO_UNIT for one in refused):
        errors = [{"field": f"location.{one['index']}", "message": one["reason"]} for one in refused]
        raise Problem(422, _("No location could be read."), code="invalid", errors=errors)
    return JsonResponse({"accepted": len(fixes) - len(refused), "refused": refused})


def _said(request: HttpRequest, now: float) -> tuple[str, list[Any]]:
    """Token and locations, in whichever form."""
    if request.method == "POST" and request.content_type == "application/json":
        return _said_in_json(request, now)
    fields = {**request.POST.dict(), **request.GET.dict()}
    return fields.get("id") or fields.get("deviceid") or "", [read_query(fields, now)]


def _said_in_json(request: HttpRequest, now: float) -> tuple[str, list[Any]]:
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise Problem(400, _("This is not JSON."), code="json") from error
    if not isinstance(body, dict):
        raise Problem(422, _("An object with location and device_id is expected."), code="invalid")
    token = body.get("device_id") or request.GET.get("id") or request.GET.get("deviceid")
    locations = body.get("location", [])
    several = locations if isinstance(locations, list) else [locations]
    return token if isinstance(token, str) else "", [read_json(one, now) for one in several]
