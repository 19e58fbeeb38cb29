"""Reads of the story: its lines as sentences in the reader's language, oldest first."""

from dataclasses import dataclass
from datetime import datetime

from incidents.timeline.models import Entry
from incidents.timeline.sentences import sentence

LONGEST = 500


@dataclass(frozen=True)
class Line:
    """One line as shown. ``late_s``: seconds by which the evidence differs from the button, if it does."""

    pk: int
    verb: str
    at: datetime
    evidence_at: datetime | None
    sentence: str
    text: str
    by: str
    weight: str
    amends: int | None

    @property
    def only_machine(self) -> bool:
        """There is evidence and no button: a machine's own line."""
        return self.evidence_at is not None and self.evidence_at == self.at

    @property
    def difference_s(self) -> int | None:
        if self.evidence_at is None or self.only_machine:
            return None
        return round((self.evidence_at - self.at).total_seconds())


HEAVY = (
    "incident.opened",
    "incident.closed",
    "incident.reopened",
    "incident.escalated",
    "incident.marked_major",
    "incident.merged",
    "incident.unmerged",
    "place.corrected",
    "assignment.sent",
    "assignment.arrived",
    "assignment.returned",
    "assignment.preempted",
)


def story_of(incident) -> list[Line]:
    """Lines of the story, oldest first (the newest ``LONGEST``)."""
    rows = Entry.objects.filter(incident=incident).select_related("by", "unit").order_by("-at", "-id")[:LONGEST]
    return [
        Line(
            pk=row.pk,
            verb=row.verb,
            at=row.at,
            evidence_at=row.evidence_at,
            sentence=sentence(row.verb, row.data, unit=row.unit.call_sign if row.unit else ""),
            text=row.text,
            by=row.by.name if row.by else "",
            weight="heavy" if row.verb in HEAVY else "",
            amends=row.data.get("amends"),
        )
        for row in reversed(rows)
    ]
