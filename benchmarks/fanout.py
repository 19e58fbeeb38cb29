"""Fix → frame at full size, in a bureau of its own, beside a bare socket server at the same work in the same run.

``python -m benchmarks.fanout --units 10000 --consoles 500 --seconds 60``
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

import argparse  # noqa: E402  Django must be set up first
import asyncio  # noqa: E402
import logging  # noqa: E402
import time  # noqa: E402
from dataclasses import asdict  # noqa: E402
from datetime import UTC, datetime  # noqa: E402

import orjson  # noqa: E402
import uvloop  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.bureau import bureau, fill, stored_once, wait_until_stored  # noqa: E402
from benchmarks.history import ROWS, history  # noqa: E402
from benchmarks.load import processes  # noqa: E402
from benchmarks.load.run import Load, run  # noqa: E402
from benchmarks.load.sending import Fleet, send  # noqa: E402
from benchmarks.load.socket import connect  # noqa: E402
from benchmarks.scratch import scratch_database  # noqa: E402

TICK_S = 0.5
NAMES = {"web 0": "door", "web 1": "broadcaster"}


async def serve_bare(port: int, redis_port: int, name: str) -> None:
    """The least that shows positions: newest fix of each unit, one JSON frame a tick, the same bytes for all."""
    import redis.asyncio
    import websockets

    lines, newest = set(), {}

    async def hold(line) -> None:
        lines.add(line)
        await line.wait_closed()
        lines.discard(line)

    async def read() -> None:
        last, client = "$", redis.asyncio.Redis(port=redis_port)
        while True:
            for _, entries in await client.xread({name: last}, count=200, block=1000) or ():
                for last, entry in entries:  # noqa: B007  the last one is where to go on
                    for part in entry.values():
                        for fix in orjson.loads(part):
                            newest[fix[0]] = fix
                    await asyncio.sleep(0)

    async with websockets.serve(hold, "127.0.0.1", port, compression=None):
        reader = asyncio.create_task(read())
        while True:
            await asyncio.sleep(TICK_S - time.time() % TICK_S)
            if newest:
                rows = [[f[0], round(f[1], 6), round(f[2], 6), f[6], f[5], 0, "free"] for f in newest.values()]
                newest.clear()
                frame = orjson.dumps({"kind": "positions", "at": datetime.now(UTC), "units": rows}).decode()
                websockets.broadcast(lines, frame)
            if reader.done():
                reader.result()


async def bare_beside(load: Load, redis_port: int) -> dict[str, float]:
    """CPU share of the bare server at the same stream and as many sockets; the units must be reporting meanwhile."""
    from benchmarks.live import _free_port, _process, _wait_for

    port = _free_port()
    with _process("-m", "benchmarks.fanout", "--bare", str(port), str(redis_port)) as process:
        await asyncio.to_thread(_wait_for, port)
        lines = [await connect(f"ws://127.0.0.1:{port}/", lambda *_: None, {}) for _ in load.cookies]
        await asyncio.sleep(2)
        begun, cpu = time.monotonic(), processes.cpu_s([process.pid])
        await asyncio.sleep(10)
        share = (processes.cpu_s([process.pid]) - cpu) / (time.monotonic() - begun)
        for line in lines:
            line.transport.abort()
    return {"bare_share": round(share, 3)}


async def bare_alone(load: Load, redis_port: int) -> dict[str, float]:
    """The same with no consoles of ours: what the bare server costs while the units report as before."""
    fleet = Fleet([(n, f"U{n:05}") for n in range(load.units)], load.lon, load.lat)
    rate = load.units / load.every_s
    sending = asyncio.create_task(send(fleet, load.doors, load.token, rate=rate, batch=load.batch, seconds=600))
    try:
        return await bare_beside(load, redis_port)
    finally:
        sending.cancel()


def measure(units: int, consoles: int, seconds: float, *, every_s: float, batch: int, rows: int, organisations: int):
    with scratch_database() as environment:
        token, cookies = fill(units, organisations=organisations, consoles=consoles)
        stored = history(rows)
        with bureau(environment, webs=2) as made:
            # One process takes fixes, the other one shows them: so each has its own figure.
            load = Load(
                *(made.hosts[1:], token, cookies, units, every_s, seconds, batch),
                pids={
                    {"web 0": "door", "web 1": "broadcaster"}.get(name, name): pids for name, pids in made.pids.items()
                },
                databases=(connection.settings_dict["NAME"],),
                doors=made.hosts[:1],
            )
            since = datetime.now(UTC)
            figures, fleet = asyncio.run(run(load), loop_factory=uvloop.new_event_loop)
            wait_until_stored(made)
            kept = stored_once(len(fleet.sent.acknowledged), since)
            bare = asyncio.run(bare_alone(load, made.redis_port), loop_factory=uvloop.new_event_loop)
    ratio = round(figures.share["broadcaster"] / bare["bare_share"], 2)
    path = round(sum(figures.cpu.values()), 4)
    return {**asdict(figures), **kept, **bare, "broadcaster_to_bare": ratio, "cpu_s": path, "history_rows": stored}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, kind, value in (("units", int, 10_000), ("consoles", int, 500), ("seconds", float, 30.0)):
        parser.add_argument(f"--{name}", type=kind, default=value)
    parser.add_argument("--every", type=float, default=5.0)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--history", type=int, default=ROWS, help="rows of tracks stored beforehand")
    parser.add_argument("--organisations", type=int, default=10)
    parser.add_argument("--bare", nargs=2, metavar=("PORT", "REDIS_PORT"), help="be the bare server")
    options = parser.parse_args()
    if options.bare:
        logging.getLogger("websockets").setLevel(logging.WARNING)
        asyncio.run(serve_bare(*map(int, options.bare), "load:fixes"))
        return
    found = measure(
        *(options.units, options.consoles, options.seconds),
        every_s=options.every,
        batch=options.batch,
        rows=options.history,
        organisations=options.organisations,
    )
    print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())


if __name__ == "__main__":
    main()
