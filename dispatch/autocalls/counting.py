"""Who would be called, before anybody is: counted as ``add_callees`` will add them, and every bad number named."""

from dataclasses import dataclass, field

from dispatch.autocalls import people
from incidents.telephony.numbers import read_number, shown
from incidents.telephony.trunks import plan_for, rehearses
from units.access.refused import Refused
from units.organisations.models import Organisation


@dataclass(frozen=True)
class Wrong:
    """A pasted line that cannot be called: ``sentence`` says why and what to do."""

    line: int
    name: str
    number: str
    sentence: str


@dataclass
class Counted:
    numbers: set[str] = field(default_factory=set)
    pasted: list[tuple[str, str]] = field(default_factory=list)  # (name, number as shown) of pasted lines that will do
    without: list[str] = field(default_factory=list)  # names of those who have no number that can be called
    wrong: list[Wrong] = field(default_factory=list)
    twice: int = 0

    @property
    def persons(self) -> int:
        return len(self.numbers) + len(self.without)


def count_up(organisation: Organisation, *, drill: bool, pasted=(), **ticked) -> Counted:
    """``ticked``: as for ``people.persons``; ``pasted``: rows of ``pasted.rows_of``."""
    plan = plan_for(organisation, rehearsal=rehearses(drill=drill))
    counted, users = Counted(), set()
    for one in people.persons(**ticked):
        if one.user is not None and one.user.pk in users:
            counted.twice += 1
            continue
        users |= {one.user.pk} if one.user else set()
        try:
            number = read_number(one.number, plan)
        except Refused:
            counted.without.append(one.name)
            continue
        counted.twice += number in counted.numbers
        counted.numbers.add(number)
    for line, name, typed in pasted:
        try:
            number = read_number(typed, plan)
        except Refused as refused:
            counted.wrong.append(Wrong(line, name, typed, refused.message))
            continue
        counted.twice += number in counted.numbers
        counted.numbers.add(number)
        counted.pasted.append((name, shown(number)))
    return counted
