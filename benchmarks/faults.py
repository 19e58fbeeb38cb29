"""Whatever can die dies, again and again, while units report: how long consoles were without news, what was stored.

``python -m benchmarks.faults --seconds 120 --seed 7``: two web processes, a writer, a Redis with an append-only file,
and a keeper that starts again what has ended, as the Procfile's and a container host's do.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

import argparse  # noqa: E402  Django must be set up first
import asyncio  # noqa: E402
import random  # noqa: E402
import statistics  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from datetime import UTC, datetime  # noqa: E402

import redis  # noqa: E402
import uvloop  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.bureau import LINES, Bureau, bureau, fill, stored_once, wait_until_stored  # noqa: E402
from benchmarks.history import history  # noqa: E402
from benchmarks.load.listening import Consoles  # noqa: E402
from benchmarks.load.run import Figures, Load, run  # noqa: E402
from benchmarks.scratch import scratch_database  # noqa: E402

KEEPER_PAUSE_S = 1.0
LIMIT_S = 5.0
OF_THE_BUREAU = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = %s
"""


def kill_writer(made: Bureau, _chance: random.Random) -> None:
    made.kill("writer")


def kill_redis(made: Bureau, _chance: random.Random) -> None:
    made.kill("redis")


def kill_web(made: Bureau, chance: random.Random) -> None:
    made.kill(f"web {chance.randrange(made.webs)}")


def cut_readers(made: Bureau, _chance: random.Random) -> None:
    """The lines that follow the stream: the broadcasters' and the writer's."""
    client = redis.Redis(port=made.redis_port)
    for one in client.client_list():
        if one["cmd"] == "xread":
            client.client_kill_filter(_id=one["id"])


def cut_redis(made: Bureau, _chance: random.Random) -> None:
    """All lines to Redis at once: readers of the stream, subscriptions, the doors'."""
    client = redis.Redis(port=made.redis_port)
    client.client_kill_filter(_type="normal", skipme=True)
    client.client_kill_filter(_type="pubsub")


def cut_database(made: Bureau, _chance: random.Random) -> None:
    """All lines of the bureau to PostgreSQL at once, as a restart of it does; not those of who looks on."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(OF_THE_BUREAU, [LINES])
    finally:
        connection.close()  # this thread's


Fault = Callable[[Bureau, random.Random], None]
FAULTS: dict[str, Fault] = {
    "writer killed": kill_writer,
    "Redis killed": kill_redis,
    "one of two web processes killed": kill_web,
    "stream readers' lines cut": cut_readers,
    "all lines to Redis cut": cut_redis,
    "all lines to the database cut": cut_database,
}


@dataclass
class Trial:
    """What was done and how it went. ``done``: ``(moment, fault)``."""

    done: list[tuple[float, str]] = field(default_factory=list)
    back: dict[str, list[float]] = field(default_factory=dict)  # seconds until the last console had news, each time
    broken: dict[str, int] = field(default_factory=dict)  # consoles whose line broke
    figures: Figures | None = None
    stored: dict[str, int] = field(default_factory=dict)
    sent: int = 0

    def learn(self, consoles: Consoles) -> None:
        ends = [moment for moment, _fault in self.done[1:]] + [float("inf")]
        for (moment, fault), end in zip(self.done, ends, strict=True):
            self.back.setdefault(fault, []).append(max(consoles.back_after(moment)))
            gone = sum(moment <= when < end for when, _seconds in consoles.gaps)
            self.broken[fault] = self.broken.get(fault, 0) + gone


@contextmanager
def kept(made: Bureau) -> Iterator[None]:
    """What ends in the meantime is started again, a moment later."""
    over = threading.Event()

    def keep(name: str) -> None:
        while not over.wait(0.1):
            if made.processes[name].poll() is not None and not over.wait(KEEPER_PAUSE_S):
                made.start(name)

    keepers = [threading.Thread(target=keep, args=[name]) for name in made.processes]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        over.set()
        for keeper in keepers:
            keeper.join()


def trial(made: Bureau, load: Load, faults: list[str], *, seed: int, apart_s: tuple[float, float]) -> Trial:
    """Under the load, the faults one after the other, so many seconds apart. All are over before the load is."""
    found, chance, since = Trial(), random.Random(seed), datetime.now(UTC)

    async def meanwhile(_consoles: Consoles) -> None:
        for fault in faults:
            await asyncio.sleep(chance.uniform(*apart_s))
            found.done.append((time.time(), fault))
            await asyncio.to_thread(FAULTS[fault], made, chance)

    with kept(made):
        found.figures, fleet, consoles = asyncio.run(run(load, meanwhile), loop_factory=uvloop.new_event_loop)
        wait_until_stored(made)
    found.learn(consoles)
    found.sent = len(fleet.sent.at)
    found.stored = stored_once(len(fleet.sent.acknowledged), since)
    return found


def table(found: Trial) -> str:
    lines = [
        "| fault | times | console lines broken | until every console had news again: median | worst | limit |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for fault, back in found.back.items():
        times = f"{len(back)} | {found.broken[fault]} | {statistics.median(back):.2f} s | {max(back):.2f} s"
        lines.append(f"| {fault} | {times} | {LIMIT_S:.0f} s |")
    kept, figures = found.stored, found.figures
    missing, doubled = kept["acknowledged"] - kept["different"], kept["rows"] - kept["different"]
    return "\n".join(
        [
            *lines,
            "",
            f"{found.sent} fixes sent, {kept['acknowledged']} acknowledged, {figures.repeated} requests sent again; "
            f"{missing} missing from the tracks, {doubled} doubled.",
            f"Fix to console, faults included: p50 {figures.p50} s, p95 {figures.p95} s, worst {figures.worst} s.",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, kind, value in (("units", int, 1_000), ("consoles", int, 100), ("seconds", float, 120.0)):
        parser.add_argument(f"--{name}", type=kind, default=value)
    parser.add_argument("--seed", type=int, default=110)
    parser.add_argument("--history", type=int, default=200_000, help="rows of tracks stored beforehand")
    options = parser.parse_args()
    chance, apart_s = random.Random(options.seed), (4.0, 8.0)
    faults: list[str] = []
    while len(faults) < options.seconds / apart_s[1]:
        faults += chance.sample(list(FAULTS), len(FAULTS))
    faults = faults[: int((options.seconds - 4) / apart_s[1])]
    with scratch_database() as environment:
        token, cookies = fill(options.units, consoles=options.consoles)
        history(options.history)
        with bureau(environment, webs=2) as made:
            load = Load(made.hosts, token, cookies, options.units, 1.0, options.seconds, batch=50)
            print(table(trial(made, load, faults, seed=options.seed, apart_s=apart_s)))


if __name__ == "__main__":
    main()
