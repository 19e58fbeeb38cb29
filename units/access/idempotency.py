"""The same ``Idempotency-Key`` answers the same result: a deed sent twice over a bad line happens once.

The key is claimed by a unique row in the deed's own transaction, so deed and answer stand together or not at all; a
second request that comes meanwhile waits for the first at the index. Refused requests keep no key: try them again.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.responses import NinjaJSONEncoder, Status

from units.access.models import IdempotencyKey
from units.access.problems import Problem

LONGEST_KEY = 200
KEPT = timedelta(days=2)
WAIT_MS = 5_000


def idempotent(operation: Callable) -> Callable:
    """Wrap a ninja operation that writes. It must return JSON-ready data or ``Status(code, data)``.

    Put it under the router's decorator: ``@router.post("/incidents") @idempotent def create(request, …)``. The
    operation's module must not use ``from __future__ import annotations`` (ninja could not resolve its types).
    """

    @wraps(operation)
    def once(request: HttpRequest, *args: Any, **kwargs: Any):
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return operation(request, *args, **kwargs)
        if len(key) > LONGEST_KEY:
            raise Problem(400, _("The Idempotency-Key is too long."), code="idempotency_key")
        with transaction.atomic():
            claimed = _claim(_principal(request), key)
            row = IdempotencyKey.objects.get(principal=_principal(request), key=key)
            seal = _seal(request)
            if not claimed:
                return _replay(row, seal)
            result = operation(request, *args, **kwargs)
            if isinstance(result, HttpResponse):
                row.status, row.body = result.status_code, result.content.decode()
            else:
                status = result if isinstance(result, Status) else Status(200, result)
                row.status, row.body = status.status_code, json.dumps(status.value, cls=NinjaJSONEncoder)
            row.request_digest = seal
            row.save(update_fields=["status", "body", "request_digest"])
        return _answer(row)

    return once


def _claim(principal: str, key: str) -> bool:
    """Whether this request is the first with its key. Waits for one that is under way; 409 when that takes too long."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MS}")
        try:
            cursor.execute(
                "INSERT INTO units_idempotencykey (principal, key, request_digest, status, body, at) "
                "VALUES (%s, %s, '', 0, '', now()) ON CONFLICT (principal, key) DO NOTHING RETURNING id",
                [principal, key],
            )
        except OperationalError as error:
            words = _("The first request with this Idempotency-Key is still under way.")
            raise Problem(409, words, code="idempotency_busy", headers={"Retry-After": "2"}) from error
        claimed = cursor.fetchone() is not None
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")
        return claimed


def _principal(request: HttpRequest) -> str:
    """Whose key it is: keys of different terminals or users never meet."""
    terminal = getattr(request, "terminal", None)
    return f"terminal {terminal.pk}" if terminal is not None else f"user {request.user.pk}"


def _seal(request: HttpRequest) -> str:
    """SHA-256 of what was asked: method, path and content."""
    seal = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    try:
        seal.update(request.body)
    except RawPostDataException:  # a form with files, already read
        seal.update(repr(sorted(request.POST.lists())).encode())
        for name, file in sorted(request.FILES.items()):
            seal.update(name.encode())
            for chunk in file.chunks():
                seal.update(chunk)
            file.seek(0)
    return seal.hexdigest()


def _replay(row: IdempotencyKey, seal: str) -> HttpResponse:
    if row.request_digest != seal:
        words = _("This Idempotency-Key was used for another request. Use a new one for each deed.")
        raise Problem(422, words, code="idempotency_reused")
    return _answer(row)


def _answer(row: IdempotencyKey) -> HttpResponse:
    return HttpResponse(row.body, status=row.status, content_type="application/json; charset=utf-8")


def forget_old_keys() -> int:
    """Delete keys older than ``KEPT``; returns how many."""
    return IdempotencyKey.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
