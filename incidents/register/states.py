"""Pure: the incident's states and which may follow which.

While orders run, the state follows from them (``derive_state``): any of the open states may follow any other, because
an order that falls away takes the incident back. People decide the rest: close, archive, reopen, invalid, merge.
"""

OPEN = ("accepted", "dispatched", "signed", "en_route", "on_scene", "handled", "reported")

DEEDS: dict[str, tuple[frozenset[str], str]] = {
    # deed: (states it starts from, state it leads to)
    "close": (frozenset(OPEN), "closed"),
    "mark_invalid": (frozenset(OPEN), "invalid"),
    "merge": (frozenset(OPEN), "merged"),
    "archive": (frozenset({"closed", "invalid"}), "archived"),
    "reopen": (frozenset({"closed", "invalid", "archived"}), "accepted"),
}


def may_do(deed: str, state: str) -> bool:
    """Whether the deed may start from the state. Raises ``KeyError`` for a deed that does not exist."""
    return state in DEEDS[deed][0]


def may_derive(before: str, after: str) -> bool:
    """Whether orders may move the incident so: only among the open states."""
    return before in OPEN and after in OPEN
