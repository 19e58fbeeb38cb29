"""The refusal when fixes cannot be kept: worded once, for the API and for the door before it."""

from django.utils.translation import gettext as _

from units.access.problems import Problem


def stream_down() -> Problem:
    words = _("Positions cannot be taken at the moment.")
    return Problem(503, words, code="stream_down", headers={"Retry-After": "5"})


def stream_down_in_asgi() -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """The same as status, headers and body."""
    response = stream_down().response()
    headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
    return response.status_code, headers, response.content
