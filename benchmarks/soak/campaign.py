"""The campaign of the soak: started, beaten, followed to its end, and held against the telephones' log."""

import random
import time
from collections import Counter
from pathlib import Path

from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection

from benchmarks.soak.machines import Phones, Postgres, Redis
from dispatch.autocalls.actions import start_campaign
from dispatch.autocalls.models import Attempt, Callee, Campaign, ManualCall
from tests.dispatch.autocall_proof import prove
from tests.dispatch.autocall_world import Workers, make_campaign, make_line, make_rules, make_short

RING_S, TALK_S, LINES = 5, 8, 40
OPEN = ("waiting", "calling")


class Soak:
    def __init__(self, folder: Path, postgres: Postgres, redis: Redis, phones: Phones, chance: random.Random) -> None:
        self.folder, self.postgres, self.redis, self.phones, self.chance = folder, postgres, redis, phones, chance
        self.blows: Counter[str] = Counter()

    def run(self, persons: int, blows: int) -> dict[str, object]:
        call_command("migrate", interactive=False, verbosity=0)
        make_line(("127.0.0.1", self.phones.port), lines=LINES, ring_s=RING_S, talk_s=TALK_S)
        make_rules(second_after_s=2, third_after_s=2)
        campaign = make_campaign([f"8{number:03}" for number in range(persons)])
        make_short(campaign, TALK_S - 2)
        self.team = Workers(self.folder, threads=30)
        try:
            self._first_workers(campaign)
            self._beat(campaign, blows)
            self._wait(lambda: not Callee.objects.filter(campaign=campaign, state__in=OPEN).exists(), 600, "the end")
        finally:
            self.team.stop()
        return self._judge(campaign)

    def _first_workers(self, campaign: Campaign) -> None:
        for _number in range(2):
            self.team.start()
        self.team.start_clock()
        start_campaign(campaign, by=campaign.by)
        self._wait(lambda: len(self.phones.heard()) >= 20, 90, "the first calls")

    def _beat(self, campaign: Campaign, blows: int) -> None:
        """Kill something every few seconds; what was killed comes back after a moment."""
        for _blow in range(blows):
            time.sleep(self.chance.uniform(1.0, 4.0))
            what = self.chance.choices(
                ("worker", "worker and its calls", "clock", "Redis", "PostgreSQL"), (5, 2, 1, 2, 2)
            )[0]
            self.blows[what] += 1
            pause = self.chance.uniform(0.2, 3.0)
            if what in ("Redis", "PostgreSQL"):
                machine = self.redis if what == "Redis" else self.postgres
                machine.kill()
                time.sleep(pause)
                machine.start()
            else:
                self._strike(what, pause)

    def _strike(self, what: str, pause: float) -> None:
        kind = "beat" if what == "clock" else "worker"
        alive = [one for one in self.team.running if kind in one.args]
        self.team.kill(self.chance.choice(alive), with_its_calls=what == "worker and its calls")
        time.sleep(pause)
        if kind == "beat":
            self.team.start_clock()
        else:
            self.team.start()

    def _judge(self, campaign: Campaign) -> dict[str, object]:
        figures: dict[str, object] = dict(prove(campaign, self.phones.heard()))
        rows = Attempt.objects.filter(campaign=campaign).exclude(dialing_at=None)
        figures["outcomes"] = Counter(rows.values_list("outcome", flat=True))
        figures["persons end"] = Counter(Callee.objects.filter(campaign=campaign).values_list("state", flat=True))
        figures["with a person because"] = Counter(ManualCall.objects.values_list("reason", flat=True))
        figures["killed"] = self.blows
        return figures

    def _wait(self, done, seconds: float, what: str) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if done():
                    return
            except (InterfaceError, OperationalError):
                pass
            finally:
                connection.close()
            time.sleep(0.5)
        raise AssertionError(f"not within {seconds} s: {what}\n{self.team.words[-3000:]}")
