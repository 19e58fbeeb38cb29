"""The arithmetic of the seal. Pure: no database, so that anyone can check an exported journal with this file alone."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
SEALED_FIELDS = (
    "id",
    "at",
    "verb",
    "subject",
    "subject_code",
    "organisation_id",
    "by_id",
    "by_name",
    "source",
    "address",
    "session",
    "outcome",
    "data",
)


def canonical(entry: dict[str, Any]) -> bytes:
    """One entry as bytes that are the same everywhere: sorted JSON, UTF-8, times in UTC to the microsecond."""
    content = {name: entry[name] for name in SEALED_FIELDS}
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def link(previous: str, entry: dict[str, Any]) -> str:
    """Digest of an entry that follows ``previous`` (hex, ``GENESIS`` for the first)."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(entry)).hexdigest()


@dataclass(frozen=True)
class Fault:
    """``position`` in the chain and what is wrong there: ``gap``, ``missing``, ``altered``."""

    position: int
    what: str
    entry_id: int | None = None


def faults(links: Iterable[tuple[int, str, dict[str, Any] | None]]) -> Iterable[Fault]:
    """Check ``(position, stored digest, entry or None)`` in order of position.

    After an altered entry the stored digest is taken as the new start, so that one fault is told once.
    """
    previous, expected = GENESIS, 1
    for position, stored, entry in links:
        if position != expected:
            yield Fault(expected, "gap")
        if entry is None:
            yield Fault(position, "missing")
        elif link(previous, entry) != stored:
            yield Fault(position, "altered", entry["id"])
        previous, expected = stored, position + 1
