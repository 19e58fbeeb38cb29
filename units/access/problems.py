"""Errors of the API: RFC 9457 problem objects, one entry per bad field, a remedy where there is one.

``{"type", "title", "status", "detail", "errors": [{"field", "message", "remedy"?}], …facts}``, sent as
``application/problem+json``.
"""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from units.access.refused import Refused

logger = logging.getLogger(__name__)


class Problem(Exception):
    """Raise it in an API operation to answer with it. ``code``: a stable word for programs, the end of ``type``."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        code: str = "",
        errors: Iterable[dict[str, str]] = (),
        headers: dict[str, str] | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.code = status, str(detail), code
        self.errors, self.headers, self.facts = list(errors), headers or {}, facts

    def response(self) -> JsonResponse:
        body = {
            "type": f"urn:muster:problem:{self.code}" if self.code else "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "errors": self.errors,
            **self.facts,
        }
        return JsonResponse(
            body,
            status=self.status,
            headers=self.headers,
            content_type="application/problem+json",
            encoder=DjangoJSONEncoder,
        )


def answer_with_problems(api: NinjaAPI) -> None:
    """Let every error of this API leave as a problem object."""
    for kind, problem_of in PROBLEMS.items():
        api.add_exception_handler(kind, lambda request, error, problem_of=problem_of: problem_of(error).response())


def _of_bad_fields(error: ValidationError) -> Problem:
    errors = [{"field": _field(one["loc"]), "message": one["msg"]} for one in error.errors]
    return Problem(422, _("Some fields are missing or wrong."), code="invalid", errors=errors)


def _field(location: tuple) -> str:
    """``("body", "payload", "fixes", 0, "lon")`` → ``fixes.0.lon``: without source and parameter name."""
    names = location[2:] if location and location[0] in ("body", "form") else location[1:]
    return ".".join(str(name) for name in names)


def _of_model(error: ModelValidationError) -> Problem:
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    errors = [
        {"field": "" if field == "__all__" else field, "message": text}
        for field in by_field
        for text in by_field[field]
    ]
    return Problem(422, _("Some fields are missing or wrong."), code="invalid", errors=errors)


def _of_refusal(error: Refused) -> Problem:
    entry = {"field": error.field, "message": error.message}
    if error.data.get("remedy"):
        entry["remedy"] = error.data["remedy"]
    return Problem(409, error.message, code=error.code, errors=[entry], data=error.data)


def _of_http(error: HttpError) -> Problem:
    headers = {"WWW-Authenticate": "Bearer"} if error.status_code == 401 else None
    detail = _("Sign in, or send a valid token.") if error.status_code == 401 else str(error)
    return Problem(error.status_code, detail, headers=headers)


def _of_accident(error: Exception) -> Problem:
    logger.exception("The API failed", exc_info=error)
    return Problem(500, _("Something broke on our side; it has been logged. Nothing was changed."))


PROBLEMS = {
    Exception: _of_accident,
    Problem: lambda problem: problem,
    Refused: _of_refusal,
    ValidationError: _of_bad_fields,
    ModelValidationError: _of_model,
    HttpError: _of_http,
    PermissionDenied: lambda error: Problem(403, _("Your roles do not include this."), code="right", right=str(error)),
    Http404: lambda error: Problem(404, _("There is nothing here that you can see.")),
}
