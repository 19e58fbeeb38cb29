"""Pure: merging what one editor typed into what is there, field by field, so that nobody's text is lost.

A field as kept: ``{"value": any JSON, "version": int, "by": user id, "editor": str, "at": ISO 8601}``. An editor is one
open form; it sends for each field its value and ``base``, the version it had seen. ``base`` may be left out: then the
editor claims to have seen the newest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Conflict:
    """Two people changed one field. ``theirs`` stays stored, ``mine`` is handed back to its author to decide."""

    field: str
    mine: Any
    theirs: Any
    version: int
    by: int | None
    at: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "mine": self.mine,
            "theirs": self.theirs,
            "version": self.version,
            "by": self.by,
            "at": self.at,
        }


@dataclass(frozen=True)
class Merge:
    """``accepted``: values to store; ``conflicts``: those refused."""

    accepted: dict[str, Any]
    conflicts: list[Conflict]


def merge(
    kept: Mapping[str, Mapping[str, Any]],
    incoming: Mapping[str, Any],
    bases: Mapping[str, int | None],
    *,
    by: int | None,
    editor: str = "",
) -> Merge:
    """Which incoming values may be stored over the kept ones. Equal values are dropped: nothing changes."""
    accepted: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for field, mine in incoming.items():
        there = kept.get(field)
        theirs = there.get("value") if there else None
        if mine == theirs or (there is None and _empty(mine)):
            continue
        base = bases.get(field)
        seen = there is None or base is None or there.get("version", 0) <= base or _same_editor(there, by, editor)
        if seen or _continues(mine, theirs):
            accepted[field] = mine
        elif field == "risk_flags":
            accepted[field] = _union(theirs, mine)  # the safe side: a warning somebody set stays set
        elif there is not None and not _continues(theirs, mine):
            conflicts.append(
                Conflict(field, mine, theirs, there.get("version", 0), there.get("by"), there.get("at", ""))
            )
    return Merge(accepted, conflicts)


def _same_editor(there: Mapping[str, Any], by: int | None, editor: str) -> bool:
    """The form that wrote it last writes again (its answer was lost on the line): no second editor is hurt."""
    return bool(editor) and there.get("editor") == editor and there.get("by") == by


def _continues(longer: Any, shorter: Any) -> bool:
    """``longer`` holds all of ``shorter``, so that storing it loses nothing."""
    if _empty(shorter):
        return True
    return isinstance(longer, str) and isinstance(shorter, str) and longer.startswith(shorter)


def _union(theirs: Any, mine: Any) -> list[Any]:
    return list(dict.fromkeys([*(theirs or []), *(mine or [])]))


def _empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}
