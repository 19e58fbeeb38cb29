"""Refusals of this floor: every one names the field it is about, the cause, and the remedy."""

from typing import Any

from units.access.refused import Refused

__all__ = ["Refused", "refusal"]


def refusal(field: str, cause: Any, remedy: Any, *, code: str = "refused", **facts: Any) -> Refused:
    """A ``Refused`` to raise. ``cause`` and ``remedy`` are translated sentences; ``facts`` are JSON-ready."""
    return Refused(f"{cause} {remedy}", code=code, field=field, data={"remedy": str(remedy), **facts})
