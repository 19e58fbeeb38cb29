"""What the line heard → the outcome of an attempt. Answered is not acknowledged: voicemail answers, too. Pure."""

from dispatch.autocalls.states import Outcome
from incidents.telephony.causes import Meaning

KEYS = {"1": Outcome.ACKNOWLEDGED, "2": Outcome.OBSTACLE}
MEANINGS = {
    Meaning.BUSY: Outcome.BUSY,
    Meaning.DECLINED: Outcome.DECLINED,
    Meaning.NO_ANSWER: Outcome.NO_ANSWER,
    Meaning.UNREACHABLE: Outcome.UNREACHABLE,
    Meaning.WRONG_NUMBER: Outcome.WRONG_NUMBER,
    Meaning.STOPPED: Outcome.STOPPED,
    Meaning.FAULT: Outcome.LINE_FAULT,
    Meaning.SILENT: Outcome.UNKNOWN,
    Meaning.HUNG_UP: Outcome.NO_KEY,
}


def outcome_of(meaning: str, key: str) -> Outcome:
    """``key``: the first key pressed, or empty."""
    return KEYS.get(key) or MEANINGS[Meaning(meaning)]
