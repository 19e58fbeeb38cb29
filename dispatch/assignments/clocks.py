"""The two clocks of an order side by side: what was pressed, what a machine saw, and how far they lie apart. Pure."""

from datetime import datetime
from typing import Any, NamedTuple

# step, button, evidence
PAIRS = (
    ("sent", "sent_at", "delivered_at"),
    ("signed", "signed_at", None),
    ("en_route", "en_route_at", "moved_evidence_at"),
    ("on_scene", "on_scene_at", "arrived_evidence_at"),
    ("handled", "handled_at", None),
    ("ended", "ended_at", None),
)
# From here on a difference is worth a dispatcher's glance; below it is thumbs and radio.
WORTH_SHOWING_S = 30


class Clock(NamedTuple):
    """``difference_s`` = button − evidence: positive, pressed late; negative, pressed before it was true."""

    step: str
    button: datetime | None
    evidence: datetime | None
    difference_s: int | None

    @property
    def differs(self) -> bool:
        return self.difference_s is not None and abs(self.difference_s) >= WORTH_SHOWING_S


def clocks(order: Any) -> list[Clock]:
    """All steps of an order (anything with the columns of ``Assignment``) in sequence."""
    rows = []
    for step, button_name, evidence_name in PAIRS:
        button = getattr(order, button_name)
        evidence = getattr(order, evidence_name) if evidence_name else None
        both = button is not None and evidence is not None and step != "sent"
        rows.append(Clock(step, button, evidence, round((button - evidence).total_seconds()) if both else None))
    return rows
