"""What the end of a call means, from what the exchange said. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    HUNG_UP = "hung_up"  # after it was answered, by whomever
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    WRONG_NUMBER = "wrong_number"
    STOPPED = "stopped"  # hung up because we were told to
    FAULT = "fault"  # the exchange did not take the call: it reached nobody
    SILENT = "silent"  # nothing came back at all: whether it rang anywhere nobody knows


@dataclass(frozen=True)
class Ending:
    meaning: Meaning
    fault: str = ""


STATUS = re.compile(r"^\s*([1-6]\d\d)\b")
BUSY = {486, 600}
WRONG = {404, 410, 414, 416, 484, 485, 604}
LOGIN = {401, 407}
# A reply of these before anything rang is the exchange's own trouble, not the called person's.
OVERLOADED = {500, 503}


def meaning_of(cause: str, *, answered: bool, progress: bool, rang: bool, ours: str = "") -> Ending:
    """``cause``: such as ``486 Busy Here`` or ``Connection refused [111]``. ``progress``: any reply had come before.

    ``ours``: why we ended it ourselves: ``ring`` (limit), ``stop``, or empty.
    """
    if answered:
        return Ending(Meaning.HUNG_UP)
    if ours == "stop":
        return Ending(Meaning.STOPPED)
    status = _status(cause)
    if ours == "ring" and status not in BUSY | WRONG | {603}:
        if not progress:
            return Ending(Meaning.SILENT, "dead")
        return Ending(Meaning.NO_ANSWER if rang else Meaning.UNREACHABLE)
    if status is None:
        return _without_status(cause, progress=progress, rang=rang)
    if status in BUSY:
        return Ending(Meaning.BUSY)
    if status == 603:
        return Ending(Meaning.DECLINED)
    if status in WRONG:
        return Ending(Meaning.WRONG_NUMBER)
    if status in LOGIN:
        return Ending(Meaning.FAULT, "refused_login")
    if not rang and status == 403:
        return Ending(Meaning.FAULT, "forbidden")
    if not rang and status in OVERLOADED:
        return Ending(Meaning.FAULT, "overloaded")
    if status in (408, 480, 487):
        return Ending(Meaning.NO_ANSWER if rang else Meaning.UNREACHABLE)
    return Ending(Meaning.UNREACHABLE)


def _without_status(cause: str, *, progress: bool, rang: bool) -> Ending:
    if "refused" in cause.lower() or "unreachable" in cause.lower():
        return Ending(Meaning.UNREACHABLE) if progress else Ending(Meaning.FAULT, "dead")
    if not progress:
        return Ending(Meaning.SILENT, "dead")
    return Ending(Meaning.NO_ANSWER if rang else Meaning.UNREACHABLE)


def _status(cause: str) -> int | None:
    found = STATUS.match(cause)
    return int(found[1]) if found else None
