"""One simulated unit: patrols when free, obeys when sent. Pure of network: it asks for a way and says what it does.

A unit lives in simulated seconds. ``step`` moves it and returns the deeds it wants done (``sign``, ``depart``,
``arrive``, ``report``, ``clear``) in order; the city carries them out through the public API.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from dispatch.simulation.motion import Lonlat, Way, shifted

FindWay = Callable[[Lonlat, Lonlat, str], list[Lonlat]]

PATROL_SPEED = {"car": 7.0, "motorcycle": 8.0, "van": 6.5, "foot": 1.3, "boat": 5.0}  # m/s
RESPONSE_SPEED = {"car": 13.0, "motorcycle": 14.0, "van": 12.0, "foot": 2.2, "boat": 10.0}
GPS_NOISE_M = 2.5


class Doing(StrEnum):
    PATROL = "patrol"
    STAND = "stand"
    SIGNING = "signing"
    DRIVING = "driving"
    WORKING = "working"
    REPORTING = "reporting"


@dataclass(frozen=True)
class Order:
    """What the unit needs to know of its dispatch order."""

    code: str
    incident: str
    place: Lonlat
    state: str


@dataclass
class Patrol:
    call_sign: str
    kind: str
    place: Lonlat
    beat: list[Lonlat]  # places on the roads of its area, where it patrols to
    find_way: FindWay
    chance: Random
    manual: bool = False  # a visitor presses this unit's buttons; it only drives where he says it drives
    doing: Doing = Doing.STAND
    order: Order | None = None
    way: Way | None = None
    heading: float = 0.0
    wait_s: float = 0.0
    _deeds: list[str] = field(default_factory=list)

    @property
    def moving(self) -> bool:
        return self.way is not None and not self.way.finished

    @property
    def speed(self) -> float:
        """Metres a second, now."""
        if not self.moving:
            return 0.0
        return (RESPONSE_SPEED if self.doing is Doing.DRIVING else PATROL_SPEED)[self.kind]

    def obey(self, order: Order | None) -> None:
        """Take a new order, follow a corrected place, or go back to patrol when the order was taken away."""
        if order is None:
            if self.order is not None:
                cut_short = self.doing is not Doing.STAND
                self.order, self.way = None, None
                self.doing, self.wait_s = Doing.STAND, 5.0 if cut_short else self.wait_s
        elif self.order is None or self.order.code != order.code:
            self.order, self.doing, self.wait_s = order, Doing.SIGNING, self.chance.uniform(3, 14)
        elif order.state != self.order.state:
            self.order = order
        elif order.place != self.order.place and self.doing is Doing.DRIVING:
            self.order, self.way = order, Way(self.find_way(self.place, order.place, self.kind))

    def step(self, seconds: float) -> list[str]:
        """Live for ``seconds``; returns the deeds to carry out now, oldest first."""
        self._deeds = []
        if self.way is not None:
            self.way.advance(self.speed * seconds)
            self.place, self.heading = self.way.here()
        self.wait_s -= seconds
        getattr(self, f"_{self.doing}")()
        return [] if self.manual else self._deeds

    def fix(self) -> Lonlat:
        """Where its GPS believes it is."""
        return shifted(self.place, self.chance.gauss(0, GPS_NOISE_M), self.chance.gauss(0, GPS_NOISE_M))

    def _stand(self) -> None:
        if self.wait_s <= 0 and self.beat and self.order is None:
            self.way = Way(self.find_way(self.place, self.chance.choice(self.beat), self.kind))
            self.doing = Doing.PATROL

    def _patrol(self) -> None:
        if not self.moving:
            self.doing, self.wait_s = Doing.STAND, self.chance.uniform(5, 90)

    def _signing(self) -> None:
        if self.order and (self.order.state == "en_route" if self.manual else self.wait_s <= 0):
            self._deeds += ["sign", "depart"]
            self.way = Way(self.find_way(self.place, self.order.place, self.kind))
            self.doing = Doing.DRIVING

    def _driving(self) -> None:
        if not self.moving:
            self._deeds.append("arrive")
            self.doing, self.wait_s = Doing.WORKING, self.chance.uniform(90, 420)

    def _working(self) -> None:
        if self.wait_s <= 0:
            self._deeds.append("handle")
            self.doing, self.wait_s = Doing.REPORTING, self.chance.uniform(20, 60)

    def _reporting(self) -> None:
        if self.wait_s <= 0 and not self.manual:
            self._deeds += ["report", "clear"]
            self.doing, self.wait_s = Doing.STAND, self.chance.uniform(5, 30)
