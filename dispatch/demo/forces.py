"""The demo bureau's units: what each station and brigade puts on the street."""

from dataclasses import dataclass

from units.crews.models import Unit, UnitKind, UnitState
from units.organisations.models import Organisation

CAR, MOTORCYCLE, FOOT, VAN = UnitKind.CAR, UnitKind.MOTORCYCLE, UnitKind.FOOT, UnitKind.VAN


@dataclass(frozen=True)
class Pattern:
    letter: str
    kind: str
    officers: int
    capabilities: tuple[str, ...]


STATION = (
    Pattern("P", CAR, 2, ("armed", "first_aid")),
    Pattern("P", CAR, 2, ("female_officer", "first_aid")),
    Pattern("M", MOTORCYCLE, 1, ("first_aid",)),
    Pattern("F", FOOT, 2, ()),
    Pattern("F", FOOT, 2, ("female_officer",)),
)
TRAFFIC = (Pattern("T", CAR, 2, ("traffic", "first_aid", "hazmat")), Pattern("T", MOTORCYCLE, 1, ("traffic",))) * 3
PATROL = (
    Pattern("S", VAN, 5, ("armed", "public_order", "tactical")),
    Pattern("S", CAR, 3, ("armed", "tactical", "bomb_disposal")),
    Pattern("S", CAR, 2, ("armed", "dog")),
    Pattern("S", CAR, 2, ("armed", "negotiator", "drone")),
)
CRIMINAL = (
    Pattern("K", CAR, 2, ("investigation", "forensics")),
    Pattern("K", CAR, 2, ("investigation", "armed")),
) * 2


class CallSigns:
    """P01, P02 … counted per letter over the whole bureau."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def next(self, letter: str) -> str:
        self._last[letter] = self._last.get(letter, 0) + 1
        return f"{letter}{self._last[letter]:02d}"


def raise_units(organisation: Organisation, patterns: tuple[Pattern, ...], signs: CallSigns) -> list[Unit]:
    """Make the organisation's units, or find them again."""
    units = []
    for pattern in patterns:
        defaults = {
            "organisation": organisation,
            "kind": pattern.kind,
            "officers": pattern.officers,
            "capabilities": list(pattern.capabilities),
            "home_area": organisation.area,
        }
        call_sign = signs.next(pattern.letter)
        create = {**defaults, "state": UnitState.FREE}
        units.append(Unit.objects.update_or_create(call_sign=call_sign, defaults=defaults, create_defaults=create)[0])
    return units
