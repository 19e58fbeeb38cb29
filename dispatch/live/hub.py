"""What the sockets of one process share: heartbeats, the watch over their rights, position frames, snapshots.

One per event loop, at work while there is at least one socket. Work is done once per distinct scope, not per socket.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from channels.db import database_sync_to_async
from django.utils import timezone

from dispatch.live import digest, watch
from dispatch.live.broadcaster import Broadcaster
from dispatch.live.groups import Scope
from dispatch.live.listening import Listening

logger = logging.getLogger(__name__)
Reading = Callable[[Any], Any]
HEARTBEAT_S = 5.0
WATCH_S = 1.5  # a revoked role closes its sockets within 2 s


class Hub:
    _hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()

    @classmethod
    def of_this_process(cls) -> Hub:
        return cls._hubs.setdefault(asyncio.get_running_loop(), cls())

    def __init__(self) -> None:
        self.sockets: set[Listening] = set()
        self.broadcaster = Broadcaster(lambda: self.sockets)
        self._tasks: list[asyncio.Task] = []
        self._asked: dict[tuple[Reading, Scope], asyncio.Task] = {}  # and not yet begun
        self._one_at_a_time = asyncio.Semaphore(1)

    def join(self, socket: Listening) -> None:
        self.sockets.add(socket)
        if not self._tasks:
            loops = [_every(HEARTBEAT_S, self._beat), _every(WATCH_S, self._watch), *self.broadcaster.loops()]
            self._tasks = [asyncio.create_task(loop) for loop in loops]

    def leave(self, socket: Listening) -> None:
        self.sockets.discard(socket)
        if not self.sockets:
            for task in self._tasks:
                task.cancel()
            self._tasks = []

    def by_scope(self) -> dict[Scope, list[Listening]]:
        groups = defaultdict(list)
        for socket in self.sockets:
            groups[socket.visible].append(socket)
        return groups

    async def digest(self, socket: Listening) -> dict:
        return await self._shared(digest.digest, socket)

    async def snapshot(self, socket: Listening) -> str:
        return await self._shared(socket.read_picture, socket)

    async def _shared(self, read: Reading, socket: Listening) -> Any:
        """What ``read`` gives for this socket's scope, begun after this call; sockets that ask meanwhile share one.

        When a server comes back and everybody reconnects, each scope costs two snapshots, not one per seat.
        """
        key = (read, socket.visible)
        task = self._asked.get(key)
        if task is None:
            task = self._asked[key] = asyncio.create_task(self._begin(read, socket))
        return await asyncio.shield(task)

    async def _begin(self, read: Reading, socket: Listening) -> Any:
        async with self._one_at_a_time:
            self._asked.pop((read, socket.visible), None)  # who asks from here on waits for the next one
            return await database_sync_to_async(read)(socket.user)

    async def _beat(self) -> None:
        for sockets in self.by_scope().values():
            try:
                sums = await self.digest(sockets[0])
            except Exception:
                logger.exception("No digest for a heartbeat")
                sums = None  # the line is alive all the same
            frame = orjson.dumps({"kind": "heartbeat", "at": timezone.now(), "digest": sums}).decode()
            for socket in sockets:
                socket.offer(frame)

    async def _watch(self) -> None:
        """Close the sockets of those who may not listen (or not to this) any more."""
        listeners = defaultdict(list)
        for socket in self.sockets:
            listeners[socket.check].append(socket.listener())
        for check, asked in listeners.items():
            for socket, user, scope in await database_sync_to_async(check)(asked):
                if user is None:
                    await socket.dismiss(watch.NOT_SIGNED_IN)
                elif scope != socket.visible:
                    await socket.dismiss(watch.SCOPE_CHANGED if scope else watch.NO_RIGHT)
                else:
                    socket.user = user


async def _every(seconds: float, do: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await do()
        except Exception:
            logger.exception("%s failed; trying again", do.__qualname__)
