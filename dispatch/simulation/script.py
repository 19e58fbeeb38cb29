"""The calls of the simulated city: a seeded sequence of when, what and where. Pure.

The same seed and the same places give the same calls, second for second.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from dispatch.simulation.texts import CALLS, CallText

MEAN_GAP_S = 75.0  # a county of forty units: about fifty incidents an hour would drown a visitor
FIRST_AT_S = (0.5, 1.5, 3.0, 5.0)  # the city is alive from its first seconds


@dataclass(frozen=True)
class Place:
    label: str
    lon: float
    lat: float
    kind: str  # "address", or a kind of place: bank, school, bar …


@dataclass(frozen=True)
class ScriptedCall:
    at_s: float
    kind: str  # six-digit code
    level: int | None
    place: Place
    text: str
    number: str
    caller: str


def calls(places: list[Place], language: str, seed: int = 110) -> Iterator[ScriptedCall]:
    """Endless calls in order of time. ``places`` must not be empty; ``language`` is ``zh-hans`` or ``en``."""
    chance = Random(seed)
    weights = [call.weight for call in CALLS]
    at_s = 0.0
    for number, what in enumerate(iter(lambda: chance.choices(CALLS, weights)[0], None)):
        at_s = FIRST_AT_S[number] if number < len(FIRST_AT_S) else at_s + chance.expovariate(1 / MEAN_GAP_S)
        yield _call(what, at_s, places, language, chance)


def _call(what: CallText, at_s: float, places: list[Place], language: str, chance: Random) -> ScriptedCall:
    fitting = [place for place in places if place.kind in what.places] or places
    place = chance.choice(fitting)
    text = chance.choice(what.en if language.startswith("en") else what.zh)
    # 1390000xxxx is no one's: the demo must never show a number that somebody could have.
    number = f"1390000{chance.randrange(10_000):04d}"
    caller = "" if chance.random() < 0.4 else chance.choice(CALLERS[language[:2]])
    return ScriptedCall(at_s, what.kind, what.level, place, text, number, caller)


CALLERS = {
    "zh": ("王女士", "李先生", "张先生", "陈女士", "刘先生", "赵女士", "店员小周", "保安老吴"),
    "en": ("Ms Wang", "Mr Li", "Mr Zhang", "Ms Chen", "Mr Liu", "Ms Zhao", "Zhou, shop assistant", "Wu, guard"),
}
