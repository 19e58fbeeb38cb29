"""The simulated city: one clock, its units, its calls, its desk."""

import logging
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

from django.contrib.gis.geos import Point

from dispatch.simulation.bureau import Bureau
from dispatch.simulation.desk import Desk
from dispatch.simulation.ground import beat, call_places
from dispatch.simulation.motion import Lonlat
from dispatch.simulation.patrol import Doing, Order, Patrol
from dispatch.simulation.script import ScriptedCall, calls
from dispatch.simulation.texts import REPORTS
from maps.routing.answers import NoRoute, RouterDown
from maps.routing.client import Router

log = logging.getLogger(__name__)

FIX_EVERY_S = 2.0  # real seconds, while moving
STANDING_FIX_EVERY_S = 15.0
LOOK_EVERY_S = 2.0
TEND_EVERY_S = 5.0
MOST_OPEN = 12  # no further call while so many incidents are open


class City:
    """Advance it by real seconds with ``tick``. ``speed``: simulated seconds per real one."""

    def __init__(self, bureau: Bureau, *, seed: int, speed: float, language: str, manual: set[str]) -> None:
        self._bureau, self._speed, self._language, self._manual = bureau, speed, language, manual
        self._router = Router()
        self._chance = Random(seed)
        self._seed = seed
        self._calls: Iterator[ScriptedCall] = calls(call_places(seed), language, seed)
        self._next_call = next(self._calls)
        self._clock_s = 0.0  # simulated time since the start
        self._desk = Desk(bureau, speed, manual)
        self._open = 0
        self._due: dict[str, float] = {}
        self._last_fix: dict[str, float] = {}
        self.patrols = {unit["call_sign"]: self._patrol(unit) for unit in bureau.units()}

    def tick(self, real_s: float) -> None:
        """Live for ``real_s`` real seconds: move, act, tell."""
        self._clock_s += real_s * self._speed
        if self._is_due("look", LOOK_EVERY_S):
            self._hand_out_orders()
        for patrol in self.patrols.values():
            order = patrol.order
            for deed in patrol.step(real_s * self._speed):
                if order is not None:
                    self._do(order, deed)
        self._send_fixes()
        if self._is_due("tend", TEND_EVERY_S):
            self._open = self._desk.tend()
        self._ring()

    def _is_due(self, what: str, every_s: float) -> bool:
        """Whether ``what`` is due again, counted in real seconds of this city's own clock."""
        now = self._clock_s / self._speed
        if now < self._due.get(what, 0.0):
            return False
        self._due[what] = now + every_s
        return True

    def _patrol(self, unit: dict) -> Patrol:
        sign = unit["call_sign"]
        ground = beat(unit["home_area"] or "", f"{self._seed}{sign}") or beat("", f"{self._seed}{sign}")
        last = unit["position"]
        place = (last["lon"], last["lat"]) if last else ground[0]
        # Each unit has its own dice, so that one more unit does not change what all the others do.
        chance = Random(zlib.crc32(f"{self._seed}{sign}".encode()))
        patrol = Patrol(sign, unit["kind"], place, ground, self._way, chance, manual=sign in self._manual)
        patrol.wait_s = chance.uniform(0, 20)
        return patrol

    def _way(self, a: Lonlat, b: Lonlat, kind: str) -> list[Lonlat]:
        """The way by road; straight when there is none or the router is down."""
        try:
            shape = self._router.route(Point(*a), Point(*b), "en", vehicle=kind).shape
        except (RouterDown, NoRoute):
            shape = []
        return [a, *shape, b] if shape else [a, b]

    def _hand_out_orders(self) -> None:
        orders = self._bureau.orders()
        if orders is None:
            return
        mine = {order["unit"]: order for order in orders if order["primary"]}
        for sign, patrol in self.patrols.items():
            order = mine.get(sign)
            if (
                order is not None
                and patrol.doing is Doing.STAND
                and patrol.order
                and patrol.order.code == order["code"]
            ):
                continue  # cleared a moment ago; the bureau has not told yet
            patrol.obey(order and _order(order))

    def _do(self, order: Order, deed: str) -> None:
        body = {}
        if deed == "report":
            result, zh, en = self._chance.choice(REPORTS)
            body = {"narrative": en if self._language.startswith("en") else zh, "result": result}
        self._bureau.step(order.code, deed, body)

    def _send_fixes(self) -> None:
        now, at = self._clock_s / self._speed, datetime.now(UTC).isoformat()
        fixes = []
        for sign, patrol in self.patrols.items():
            every = FIX_EVERY_S if patrol.moving else STANDING_FIX_EVERY_S
            if now - self._last_fix.get(sign, -every) < every:
                continue
            self._last_fix[sign] = now
            lon, lat = patrol.fix()
            fixes.append(
                {
                    "unit": sign,
                    "lon": round(lon, 6),
                    "lat": round(lat, 6),
                    "at": at,
                    "speed": round(patrol.speed * self._speed, 1),
                    "heading": round(patrol.heading, 1),
                    "accuracy": 5.0,
                }
            )
        if fixes:
            self._bureau.send_fixes(fixes)

    def _ring(self) -> None:
        """Calls that are due come in, one a tick; while the desk is full they wait."""
        if self._clock_s < self._next_call.at_s or self._open >= MOST_OPEN:
            return
        call, self._next_call = self._next_call, next(self._calls)
        incident = {
            "kind": call.kind,
            "lon": call.place.lon,
            "lat": call.place.lat,
            "address": call.place.label,
            "description": call.text,
            "verified": call.place.kind == "address",
            "caller": {"phone": call.number, "name": call.caller},
            "channel": "110",
            "simulated": True,
        }
        if call.level:
            incident["level"] = call.level
        if self._bureau.report_incident(incident):
            self._open += 1


def _order(row: dict) -> Order:
    return Order(row["code"], row["incident"]["code"], (row["incident"]["lon"], row["incident"]["lat"]), row["state"])
