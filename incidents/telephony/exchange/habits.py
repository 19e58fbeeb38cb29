"""What the person behind a number does when the telephone rings. Pure: the last two digits say it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Habit:
    """``answer``: SIP status, 200 to answer, 0 to let it ring for ever. Times in seconds at pace 1.

    ``key``: pressed ``key_after`` seconds after answering, ``by``: rfc4733 or info. ``speaks``: says why afterwards.
    ``hangs_up_after``: seconds after answering; None: listens to the end. ``later``: what it does from that call on
    (counted from 1), for persons who are reached at last.
    """

    name: str
    answer: int = 200
    rings: float = 3.0
    key: str = ""
    key_after: float = 6.0
    by: str = "rfc4733"
    speaks: bool = False
    hangs_up_after: float | None = None
    later: tuple[int, str] | None = None


HABITS = {
    habit.name: habit
    for habit in (
        Habit("presses_1", key="1"),
        Habit("presses_1_info", key="1", by="info", rings=4.0),
        Habit("presses_2", key="2", speaks=True, rings=5.0),
        Habit("no_key", hangs_up_after=20.0, rings=4.0),
        Habit("busy", answer=486, rings=0.0),
        Habit("busy_then_1", answer=486, rings=0.0, later=(2, "presses_1")),
        Habit("declines", answer=603, rings=4.0),
        Habit("rings_for_ever", answer=0),
        Habit("rings_then_1", answer=0, later=(2, "presses_1")),
        Habit("hangs_up", hangs_up_after=1.5, rings=3.0),
        Habit("no_such_number", answer=404, rings=0.0),
    )
}
# By number modulo twenty: two in three are reached at once, as in a bureau on a working day.
BY_NUMBER = (
    *("presses_1",) * 5,
    *("presses_1_info", "presses_2", "no_key", "busy", "busy_then_1"),
    *("presses_1",) * 5,
    *("declines", "rings_for_ever", "rings_then_1", "hangs_up", "no_such_number"),
)


def habit_of(number: str, calls_so_far: int) -> Habit:
    """``calls_so_far``: how often this number was called before. Numbers without two digits at the end press 1."""
    last = "".join(letter for letter in number if letter.isdigit())[-2:]
    habit = HABITS[BY_NUMBER[int(last) % len(BY_NUMBER)] if last else "presses_1"]
    if habit.later and calls_so_far + 1 >= habit.later[0]:
        return HABITS[habit.later[1]]
    return habit
