"""Fixes of all connections go to Redis together; each is acknowledged when it is there, and not before."""

import asyncio
import logging
from collections.abc import Callable
from typing import NamedTuple

import redis

from units.positions import stream
from units.positions.fix import Fix
from units.terminals import log

logger = logging.getLogger(__name__)
GATHER_S = 0.01
MOST_AT_ONCE = 500  # messages
MOST_WAITING = 20_000


class Taken(NamedTuple):
    """What one message brought. ``done(kept)`` is called once, ``kept`` telling whether it may be acknowledged."""

    terminal_id: int
    fixes: list[Fix]
    lines: list[log.Entry]
    done: Callable[[bool], None]


class Appender:
    def __init__(self) -> None:
        self.waiting: list[Taken] = []
        self.some = asyncio.Event()
        self.down = False

    def put(self, taken: Taken) -> None:
        """Refused at once when Redis does not keep up: what is not acknowledged, devices keep and send again."""
        if len(self.waiting) >= MOST_WAITING:
            taken.done(False)
            return
        self.waiting.append(taken)
        self.some.set()

    async def run(self) -> None:
        redis_ = stream.connection_of_loop()
        try:
            while True:
                await self.some.wait()
                await asyncio.sleep(GATHER_S)
                batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
                if not self.waiting:
                    self.some.clear()
                kept = await self._append(redis_, batch)
                for taken in batch:
                    taken.done(kept)
        finally:
            await redis_.aclose()

    async def _append(self, redis_, batch: list[Taken]) -> bool:
        try:
            if stream.room.stale:
                stream.room.note(await redis_.memory_usage(stream.key(), samples=5))
            async with redis_.pipeline(transaction=True) as pipeline:
                stream.add_to(pipeline, [fix for taken in batch for fix in taken.fixes])
                for taken in batch:
                    log.add_to(pipeline, taken.terminal_id, taken.lines)
                await pipeline.execute()
        except redis.RedisError as error:
            if not self.down:
                logger.error("No fix of a vehicle terminal can be taken, none is acknowledged: %s", error)
            self.down = True
            return False
        self.down = False
        return True
