"""The least that shows positions, a process of its own: no Django, no scope, no verdicts.

``python -m benchmarks.frames_bare PORT REDIS_PORT STREAM``: newest fix of each unit, one JSON frame a tick, the same
bytes for all.
"""

import asyncio
import logging
import sys
import time
from datetime import UTC, datetime

import orjson
import redis.asyncio
import uvloop
import websockets

from units.positions.fixes import RECORD

TICK_S = 0.5


async def serve(port: int, redis_port: int, name: str) -> None:
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
                        for fix in RECORD.iter_unpack(part):
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


if __name__ == "__main__":
    logging.getLogger("websockets").setLevel(logging.WARNING)
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]), loop_factory=uvloop.new_event_loop)
