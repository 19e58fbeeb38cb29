"""Fix → frame at full size, in a bureau of its own, beside a bare socket server at the same work in the same run.

``python -m benchmarks.fanout --units 10000 --consoles 500 --seconds 60``
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

import argparse  # noqa: E402  Django must be set up first
import asyncio  # noqa: E402
import time  # noqa: E402
from dataclasses import asdict, dataclass  # noqa: E402
from datetime import UTC, datetime  # noqa: E402

import numpy as np  # noqa: E402
import orjson  # noqa: E402
import redis  # noqa: E402
import uvloop  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.bureau import STREAM, Bureau, bureau, fill, stored_once, wait_until_stored  # noqa: E402
from benchmarks.history import ROWS, history  # noqa: E402
from benchmarks.live import _free_port, _process, _wait_for  # noqa: E402
from benchmarks.load import processes  # noqa: E402
from benchmarks.load.listening import Consoles, Sight  # noqa: E402
from benchmarks.load.run import Load, run  # noqa: E402
from benchmarks.load.sending import Fleet, send  # noqa: E402
from benchmarks.scratch import scratch_database  # noqa: E402

BARE_S = 10.0


@dataclass(frozen=True)
class Size:
    """``own``: all consoles but the first see their own station's units only. ``webs``: the first process takes fixes,
    the others have the consoles; one does both. ``bare``: the bare socket server is measured, too."""

    units: int = 10_000
    consoles: int = 500
    organisations: int = 10
    seconds: float = 30.0
    every_s: float = 5.0
    batch: int = 100
    own: bool = False
    webs: int = 2
    bare: bool = True


async def beside(load: Load, fleet: Fleet, redis_port: int) -> dict[str, float]:
    """Latency and CPU share of the bare server at the same stream with as many sockets, and with no consoles of ours
    while the units go on reporting."""
    rate, port = load.units / load.every_s, _free_port()
    sending = asyncio.create_task(
        send(fleet, load.doors or load.hosts, load.token, rate=rate, batch=load.batch, seconds=600, lines=load.lines)
    )
    consoles = Consoles(fleet.sent)
    consoles.sights[""] = Sight(0, frozenset())  # it greets nobody by name
    try:
        with _process("-m", "benchmarks.frames_bare", str(port), str(redis_port), STREAM) as process:
            await asyncio.to_thread(_wait_for, port)
            await consoles.join([f"ws://127.0.0.1:{port}/"], [""] * len(load.cookies), load.hosts[0])
            await asyncio.sleep(2)
            begun, cpu = time.time(), processes.cpu_s([process.pid])
            await asyncio.sleep(BARE_S)
            share = (processes.cpu_s([process.pid]) - cpu) / (time.time() - begun)
            await consoles.leave()
    finally:
        sending.cancel()
    p50, p95 = np.percentile(consoles.delays(begun), (50, 95))
    return {"bare_share": round(share, 3), "bare_p50": round(float(p50), 3), "bare_p95": round(float(p95), 3)}


def names_of(made: Bureau) -> dict[str, list[int]]:
    """Process ids by what the processes do in this set-up."""
    doing = {"web 0": "door", "web 1": "broadcaster"} if made.webs > 1 else {"web 0": "web"}
    return {doing.get(name, name): pids for name, pids in made.pids.items()}


def measure(size: Size, environment: dict[str, str], rows: int = 0) -> dict:
    """Figures of one load on the database of this process, with so many more rows of tracks."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE units_unit RESTART IDENTITY CASCADE")  # the tracks stay, and the next units have them
    token, cookies = fill(size.units, organisations=size.organisations, consoles=size.consoles, own=size.own)
    stored = history(rows) if rows else 0
    with bureau(environment, webs=size.webs) as made:
        load = Load(
            *(made.hosts[1:] or made.hosts, token, cookies, size.units, size.every_s, size.seconds, size.batch),
            pids=names_of(made),
            databases=(connection.settings_dict["NAME"],),
            doors=made.hosts[:1],
        )
        client, since = redis.Redis(port=made.redis_port), datetime.now(UTC)
        used: list[float] = []

        async def weigh(_consoles: Consoles) -> None:
            for _time in range(10):
                used.append(round(client.info("memory")["used_memory"] / 2**20, 1))
                await asyncio.sleep(size.seconds / 10)

        figures, fleet, _consoles = asyncio.run(run(load, weigh), loop_factory=uvloop.new_event_loop)
        wait_until_stored(made)
        found = {
            **asdict(figures),
            "history_rows": stored,
            "redis_used": used,
            **stored_once(len(fleet.sent.acknowledged), since),
        }
        found["cpu_s"] = round(sum(figures.cpu.values()), 4)
        if size.bare:
            found |= asyncio.run(beside(load, fleet, made.redis_port), loop_factory=uvloop.new_event_loop)
            if size.webs > 1:
                found["broadcaster_to_bare"] = round(figures.share["broadcaster"] / found["bare_share"], 2)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, kind, value in (("units", int, 10_000), ("consoles", int, 500), ("seconds", float, 30.0)):
        parser.add_argument(f"--{name}", type=kind, default=value)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two fixes of a unit")
    parser.add_argument("--batch", type=int, default=100, help="fixes a request")
    parser.add_argument("--history", type=int, default=ROWS, help="rows of tracks stored beforehand")
    parser.add_argument("--organisations", type=int, default=10)
    parser.add_argument("--own", action="store_true", help="consoles see their own station's units only")
    parser.add_argument("--webs", type=int, default=2, help="web processes; the first one takes the fixes")
    options = parser.parse_args()
    size = Size(
        *(options.units, options.consoles, options.organisations, options.seconds, options.every, options.batch),
        own=options.own,
        webs=options.webs,
    )
    with scratch_database() as environment:
        found = measure(size, environment, options.history)
    print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())


if __name__ == "__main__":
    main()
