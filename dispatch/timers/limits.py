"""Which limit holds for a stage, and when a timer with it is due. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol


class LimitRow(Protocol):
    level: int | None
    area_type: str
    warn_s: int
    alarm_s: int
    escalate_s: int | None


class Due(NamedTuple):
    warn_at: datetime
    alarm_at: datetime
    escalate_at: datetime | None


def limit_for[Row: LimitRow](rows: Iterable[Row], level: int, area_type: str) -> Row | None:
    """The most specific row that fits: level and area type, then level, then area type, then the general one."""
    fitting = [row for row in rows if row.level in (None, level) and row.area_type in ("", area_type)]
    return max(fitting, key=lambda row: (row.level is not None, bool(row.area_type)), default=None)


def due(limit: LimitRow, since: datetime) -> Due:
    escalate = None if limit.escalate_s is None else since + timedelta(seconds=limit.escalate_s)
    return Due(since + timedelta(seconds=limit.warn_s), since + timedelta(seconds=limit.alarm_s), escalate)


# state of the timer → the state its next firing brings
NEXT = {"running": "warned", "warned": "alarmed", "alarmed": "escalated"}


def advance(
    state: str, warn_at: datetime, alarm_at: datetime, escalate_at: datetime | None, now: datetime
) -> tuple[str, datetime | None]:
    """(state after everything that is due ``now`` has fired, when the next is due; None: nothing further).

    After a stop of the system the stages missed meanwhile do not fire one by one: only the furthest one does.
    """
    when = {"warned": warn_at, "alarmed": alarm_at, "escalated": escalate_at}
    while (following := NEXT.get(state)) and (at := when[following]) is not None:
        if at > now:
            return state, at
        state = following
    return state, None
