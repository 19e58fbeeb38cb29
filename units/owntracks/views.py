"""``/owntracks/``: fixes of phones. HTTP Basic: the user name may be anything, the password is the terminal's token."""

import base64
import binascii
import json
import time

import redis
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from units.access.problems import Problem
from units.owntracks.reading import read_location
from units.positions.taking import NO_UNIT, take
from units.terminals.auth import terminal_of


@csrf_exempt
@never_cache
@require_POST
def owntracks(request: HttpRequest) -> HttpResponse:
    """``[]``: the list of friends and orders that the app expects. 401 for a wrong token, 422 for what cannot be read.

    Other messages than locations are taken note of by nobody; an encrypted one is refused with 422.
    """
    try:
        return _answer(request, time.time())
    except Problem as problem:
        return problem.response()


def _answer(request: HttpRequest, now: float) -> JsonResponse:
    token = _password(request.headers.get("Authorization", ""))
    terminal = terminal_of(token) if token else None
    if terminal is None:
        words = _("The password is not the token of a terminal, or it was revoked.")
        raise Problem(401, words, code="token", headers={"WWW-Authenticate": 'Basic realm="Muster", charset="UTF-8"'})
    if not request.body:
        return JsonResponse([], safe=False)  # a friend was deleted in the app
    try:
        said = json.loads(request.body)
    except ValueError as error:
        raise Problem(400, _("This is not JSON."), code="json") from error
    kind = said.get("_type") if isinstance(said, dict) else None
    if kind == "encrypted":
        words = _("Encrypted messages cannot be read here: empty the encryption key in OwnTracks and use https.")
        raise Problem(422, words, code="encrypted", errors=[{"field": "_type", "message": words}])
    if kind != "location":
        return JsonResponse([], safe=False)
    try:
        [fix] = take(terminal, [read_location(said)], now)
    except redis.RedisError as error:
        words = _("Positions cannot be taken at the moment.")
        raise Problem(503, words, code="stream_down", headers={"Retry-After": "5"}) from error
    if isinstance(fix, str) and fix != NO_UNIT:
        errors = [{"field": FIELDS.get(fix, ""), "message": fix}]
        raise Problem(422, _("No location could be read."), code="invalid", errors=errors)
    return JsonResponse([], safe=False)


FIELDS = {"lon_invalid": "lon", "lat_invalid": "lat", "at_invalid": "tst"}


def _password(header: str) -> str:
    """Of ``Basic base64(user:password)``; empty when it is anything else."""
    kind, _space, said = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(said, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
