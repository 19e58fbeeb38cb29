"""What follows an outcome, when to call again, when to be quiet. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from dispatch.autocalls.states import ManualReason, Outcome

AGAIN = {Outcome.NO_KEY, Outcome.BUSY, Outcome.NO_ANSWER, Outcome.UNREACHABLE}
TO_A_PERSON = {
    Outcome.DECLINED: ManualReason.DECLINED,
    Outcome.WRONG_NUMBER: ManualReason.WRONG_NUMBER,
}
# What the person did not cause and cannot help is no attempt at reaching them.
UNCOUNTED = {Outcome.LINE_FAULT, Outcome.STOPPED}
LINE_PAUSE_S = 15


@dataclass(frozen=True)
class Rules:
    attempts: int = 3
    second_after_s: int = 120
    third_after_s: int = 300
    line_faults: int = 5
    obstacle_to_person: bool = True
    manual_after_s: int = 600


@dataclass(frozen=True)
class Next:
    """``again_after_s``: call again then; else ``reason``: a person takes over; neither: nothing more is to be done."""

    again_after_s: int | None = None
    reason: str = ""


def after(outcome: str, *, made: int, unknowns: int, line_faults: int, rules: Rules) -> Next:
    """``made``: attempts that count, this one included; ``unknowns`` and ``line_faults`` of this person likewise."""
    if outcome in (Outcome.ACKNOWLEDGED, Outcome.STOPPED):
        return Next()
    if outcome == Outcome.OBSTACLE:
        return Next(reason=ManualReason.OBSTACLE if rules.obstacle_to_person else "")
    if outcome in TO_A_PERSON:
        return Next(reason=TO_A_PERSON[Outcome(outcome)])
    if outcome == Outcome.LINE_FAULT:
        return Next(LINE_PAUSE_S) if line_faults < rules.line_faults else Next(reason=ManualReason.LINE_FAULT)
    if outcome == Outcome.UNKNOWN and unknowns >= 2:
        return Next(reason=ManualReason.UNKNOWN)
    if made >= rules.attempts:
        return Next(reason=ManualReason.ATTEMPTS)
    return Next(rules.second_after_s if made <= 1 else rules.third_after_s)


def quiet_until(now: datetime, quiet_from: time | None, quiet_to: time | None) -> datetime | None:
    """When the quiet hours end, if ``now`` (local time) lies in them; None when calls may be made.

    ``quiet_from`` belongs to them, ``quiet_to`` does not; 22:00–07:00 goes over midnight; equal ends: none at all.
    """
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return None
    clock = now.timetz().replace(tzinfo=None)
    over_midnight = quiet_from > quiet_to
    inside = clock >= quiet_from or clock < quiet_to if over_midnight else quiet_from <= clock < quiet_to
    if not inside:
        return None
    day = now.date() + timedelta(days=1 if over_midnight and clock >= quiet_from else 0)
    return datetime.combine(day, quiet_to, tzinfo=now.tzinfo)
