"""The verbs of a dispatch order and what pressing one can come to. Pure."""

from enum import StrEnum
from typing import NamedTuple


class Verb(StrEnum):
    DELIVER = "deliver"
    SIGN = "sign"
    DEPART = "depart"
    ARRIVE = "arrive"
    HANDLE = "handle"
    CLEAR = "clear"
    RETURN = "return"
    CANCEL = "cancel"
    PREEMPT = "preempt"


class Did(StrEnum):
    MOVE = "move"
    SAME = "same"
    LATE = "late"
    REFUSE = "refuse"


class Step(NamedTuple):
    did: Did
    state: str


# Announced as ``assignment.<past>``.
PAST = {
    Verb.DELIVER: "delivered",
    Verb.SIGN: "signed",
    Verb.DEPART: "departed",
    Verb.ARRIVE: "arrived",
    Verb.HANDLE: "handled",
    Verb.CLEAR: "cleared",
    Verb.RETURN: "returned",
    Verb.CANCEL: "cancelled",
    Verb.PREEMPT: "preempted",
}
