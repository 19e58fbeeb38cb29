"""A campaign's rows as the board shows them, with a letter for every state so that no colour is needed."""

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from dispatch.autocalls.models import Attempt, Callee, ManualCall
from dispatch.autocalls.queries import row_version
from dispatch.autocalls.states import AttemptState, CalleeState, Outcome
from incidents.telephony.numbers import shown

LETTERS = {
    CalleeState.WAITING: pgettext_lazy("letter of a called person's state", "W"),
    CalleeState.CALLING: pgettext_lazy("letter of a called person's state", "C"),
    CalleeState.ACKNOWLEDGED: pgettext_lazy("letter of a called person's state", "A"),
    CalleeState.OBSTACLE: pgettext_lazy("letter of a called person's state", "O"),
    CalleeState.MANUAL: pgettext_lazy("letter of a called person's state", "P"),
    CalleeState.DONE: pgettext_lazy("letter of a called person's state", "D"),
    CalleeState.WITHDRAWN: pgettext_lazy("letter of a called person's state", "X"),
}
# Which of the board's filters a row answers to.
OPEN, COMING, NOT_COMING, BY_HAND, GONE = "open", "coming", "not_coming", "by_hand", "gone"
ATTEMPTS_COUNTED = 3


@dataclass(frozen=True)
class Line:
    callee: Callee
    letter: str
    number: str
    attempts: list[Attempt]
    manual: ManualCall | None
    bucket: str

    @property
    def version(self) -> str:
        return row_version(self.callee.version, self.manual.version if self.manual else None)

    @property
    def obstacles(self) -> list[Attempt]:
        return [one for one in self.attempts if one.recording]

    @property
    def live(self) -> Attempt | None:
        return next((one for one in self.attempts if one.state not in (AttemptState.DUE, AttemptState.ENDED)), None)

    @property
    def due(self) -> Attempt | None:
        return next((one for one in self.attempts if one.state == AttemptState.DUE), None)

    @property
    def said(self) -> list[tuple[int, Attempt]]:
        """Ended attempts that count, numbered as people count them, and those of a failed line as number 0."""
        rows, number = [], 0
        for one in self.attempts:
            if one.state == AttemptState.ENDED:
                counts = one.outcome not in (Outcome.LINE_FAULT, Outcome.STOPPED)
                number += counts
                rows.append((number if counts else 0, one))
        return rows


def line_of(callee: Callee) -> Line:
    """``callee``: one of ``queries.callees_of``, with what it has fetched."""
    manual = next(iter(callee.manual_calls.all()), None)
    return Line(
        callee=callee,
        letter=str(LETTERS[CalleeState(callee.state)]),
        number=shown(callee.number),
        attempts=list(callee.attempts.all()),
        manual=manual,
        bucket=_bucket(callee, manual),
    )


def _bucket(callee: Callee, manual: ManualCall | None) -> str:
    if callee.coming is not None:
        return COMING if callee.coming else NOT_COMING
    if manual is not None and manual.open:
        return BY_HAND
    return GONE if callee.state == CalleeState.WITHDRAWN else OPEN
