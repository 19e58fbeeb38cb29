"""Which chain holds for a case. Pure."""

from collections.abc import Iterable
from typing import Protocol


class ChainRow(Protocol):
    organisation_path: str  # of the organisation it was made for; "" for none in particular
    organisation_kind: str
    stage: str
    level: int | None


def chain_for[Row: ChainRow](rows: Iterable[Row], *, path: str, kind: str, stage: str, level: int | None) -> Row | None:
    """The most specific row that fits: the nearest organisation's own, then its kind's, then by stage, then by level.

    ``path`` and ``kind`` are those of the organisation that answers for the case. A chain made for an organisation
    holds for all below it, unless one nearer is there.
    """
    fitting = [
        row
        for row in rows
        if path.startswith(row.organisation_path)
        and row.organisation_kind in ("", kind)
        and row.stage in ("", stage)
        and row.level in (None, level)
    ]
    return max(
        fitting,
        key=lambda row: (len(row.organisation_path), row.organisation_kind, row.stage != "", row.level is not None),
        default=None,
    )
