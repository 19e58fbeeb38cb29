"""What an action raises when the rules of the house forbid the deed: interfaces answer 409 with its words."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A deed that may not happen now. Nothing has been changed.

    ``message``: one translated sentence that names the cause and, where there is one, the remedy. ``code``: a stable
    word for programs. ``field``: the form's field it is about, if any. ``data``: JSON-ready facts (codes, times).
    """

    def __init__(self, message: str, *, code: str = "refused", field: str = "", data: dict[str, Any] | None = None):
        super().__init__(message)
        self.message, self.code, self.field, self.data = str(message), code, field, data or {}

    def as_dict(self) -> dict[str, Any]:
        """``{"detail": …, "code": …, "field": …, "data": …}`` for a 409 answer."""
        return {"detail": self.message, "code": self.code, "field": self.field, "data": self.data}
