"""The course of an incident as seven steps with both clocks. Pure: rows in, steps out; no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

# step → (clock of the order, evidence of the machine, stage of the timer that limits it)
OF_ORDERS = {
    "dispatch": ("sent_at", "delivered_at", "dispatch"),
    "signed": ("signed_at", None, "sign"),
    "en_route": ("en_route_at", "moved_evidence_at", "depart"),
    "on_scene": ("on_scene_at", "arrived_evidence_at", "arrive"),
}
ORDER = ["received", "accepted", *OF_ORDERS, "closed"]


@dataclass(frozen=True)
class Step:
    """``at``: the button (or the system's own deed); ``evidence_at``: what a machine saw; limits while awaited."""

    name: str
    at: datetime | None
    evidence_at: datetime | None = None
    warn_at: datetime | None = None
    alarm_at: datetime | None = None
    next: bool = False

    @property
    def reached(self) -> bool:
        return self.at is not None

    @property
    def evidence_after_s(self) -> int | None:
        """Seconds from the button to the evidence; negative when the machine saw it first."""
        return round((self.evidence_at - self.at).total_seconds()) if self.at and self.evidence_at else None


def course(incident, orders: Iterable, timers: Iterable) -> list[Step]:
    """Steps of ``incident`` from its live or last orders and its running timers, in order; one of them is ``next``.

    The first unit to press sets the step's time, with what a machine saw of that unit; while nobody has pressed, what
    was first seen of any.
    """
    orders, limits = list(orders), _limits(timers)
    clocks = {"received": (incident.called_at, None), "accepted": (incident.opened_at, None)}
    for name, (button, evidence, _stage) in OF_ORDERS.items():
        pressed = min((order for order in orders if getattr(order, button)), key=attrgetter(button), default=None)
        seen = _first([pressed] if pressed else orders, evidence) if evidence else None
        clocks[name] = (getattr(pressed, button, None), seen)
    clocks["closed"] = (incident.closed_at, None)
    reached = [name for name in ORDER if clocks[name][0]]
    awaited = next((name for name in ORDER[ORDER.index(reached[-1]) + 1 :]), None) if incident.open else None
    stages = {name: stage for name, (_button, _evidence, stage) in OF_ORDERS.items()} | {"closed": "close"}
    steps = []
    for name in ORDER:
        at, evidence = clocks[name]
        warn, alarm = limits.get(stages.get(name, ""), (None, None)) if at is None else (None, None)
        if name == "closed" and name != awaited:  # a day away: beside the minutes of the others it would only confuse
            warn = alarm = None
        steps.append(Step(name, at, evidence, warn, alarm, name == awaited))
    return steps


def _first(orders: list, clock: str) -> datetime | None:
    return min((at for order in orders if (at := getattr(order, clock))), default=None)


def _limits(timers: Iterable) -> dict[str, tuple[datetime, datetime]]:
    """The earliest limit of each stage."""
    limits: dict[str, tuple[datetime, datetime]] = {}
    for timer in sorted(timers, key=lambda timer: timer.alarm_at, reverse=True):
        limits[timer.stage] = (timer.warn_at, timer.alarm_at)
    return limits
