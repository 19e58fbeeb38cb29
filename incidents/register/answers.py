"""How pages of this floor answer: refusals, conflicts and JSON bodies, alike in every room."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse

from incidents.register.fieldmerge import Conflict
from incidents.register.refusal import Refused

WRONG_INPUT = {"missing", "invalid", "too_long", "unknown_field", "past"}


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object sent. Raises ``BadRequest`` for anything else."""
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise BadRequest("not JSON") from error
    if not isinstance(body, dict):
        raise BadRequest("not a JSON object")
    return body


def typed_fields(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, int | None]]:
    """``{"fields": {name: {"value", "base"}}}`` as values and bases. Raises ``BadRequest``."""
    fields = body.get("fields") or {}
    if not isinstance(fields, dict) or not all(isinstance(field, dict) for field in fields.values()):
        raise BadRequest("fields: an object of objects with value and base")
    values = {name: field.get("value") for name, field in fields.items()}
    bases = {name: field["base"] if isinstance(field.get("base"), int) else 0 for name, field in fields.items()}
    return values, bases


def status_of(refused: Refused) -> int:
    """422 when the input is wrong, 409 when it is right but not possible now."""
    return 422 if refused.code in WRONG_INPUT else 409


def refusal_answer(refused: Refused, **more: Any) -> JsonResponse:
    problems = refused.data.get("all") or [refused.as_dict()]
    return JsonResponse({"problems": problems, **more}, status=status_of(refused))


def outcome(conflicts: Iterable[Conflict], refused: Iterable[Refused], **more: Any) -> JsonResponse:
    """What was saved (``more``) with what was not: 200 when all was, else 409."""
    conflicts, problems = named(conflicts), [one.as_dict() for one in refused]
    status = 409 if conflicts or problems else 200
    return JsonResponse({"conflicts": conflicts, "problems": problems, **more}, status=status)


def named(conflicts: Iterable[Conflict]) -> list[dict[str, Any]]:
    """Conflicts as JSON, with the name of who wrote the other text."""
    conflicts = list(conflicts)
    people = get_user_model().objects.in_bulk([one.by for one in conflicts if one.by]) if conflicts else {}
    return [{**one.as_dict(), "by_name": people[one.by].name if one.by in people else ""} for one in conflicts]
