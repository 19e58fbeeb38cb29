"""Position frames: one reader of the fix stream per process, one frame per tick and scope, one text for all.

No database row, no channel-layer message and no encoding per fix or per client.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
import redis.asyncio
from channels.db import database_sync_to_async
from django.conf import settings

from dispatch.live.groups import Scope
from units.crews.models import Unit
from units.positions import stream
from units.positions.verdict import Known, Verdict, judge

if TYPE_CHECKING:
    from dispatch.live.consumers import ConsoleConsumer

logger = logging.getLogger(__name__)
TICK_S = 0.5
UNITS_EVERY_S = 3.0


class Broadcaster:
    def __init__(self, sockets_by_scope: Callable[[], dict[Scope, list[ConsoleConsumer]]]) -> None:
        self._sockets_by_scope = sockets_by_scope
        self._known: dict[int, Known] = {}
        self._moved: set[int] = set()
        self._states: dict[int, str] = {}
        self._paths: dict[int, list[str]] = {}  # of the unit's organisation and of those it is shared with
        self._visible: dict[Scope, frozenset[int]] = {}

    def loops(self) -> list[Coroutine]:
        self._known, self._moved, self._visible = {}, set(), {}  # what was seen before a pause is no picture of now
        return [self._read(), self._tick(), self._know_units()]

    def set_state(self, unit_id: int, state: str) -> None:
        if unit_id in self._states:
            self._states[unit_id] = state

    async def _read(self) -> None:
        """Follow the stream from now on."""
        last: bytes | str = "$"
        while True:
            try:
                client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=10)
                async with client:
                    while True:
                        for _, entries in await client.xread({stream.key(): last}, count=1_000, block=2_000) or ():
                            for entry_id, entry in entries:
                                last = entry_id
                                self.take(entry)
            except redis.RedisError:
                logger.exception("The fix stream cannot be read; trying again")
                await asyncio.sleep(1)

    def take(self, entry: dict[bytes, bytes]) -> None:
        for fix in stream.fixes_of(entry):
            verdict, known = judge(fix, self._known.get(fix.unit_id, Known()))
            self._known[fix.unit_id] = known
            if verdict == Verdict.TRUE:
                self._moved.add(fix.unit_id)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S - time.time() % TICK_S)
            self.send_tick(time.time())

    def send_tick(self, now: float) -> None:
        """One frame per scope with what moved since the last tick; whoever is behind gets all positions known here."""
        moved, self._moved = self._moved, set()
        for scope, sockets in self._sockets_by_scope().items():
            frame = whole = None
            for socket in sockets:
                if socket.behind:
                    whole = whole or self._frame(scope, self._known.keys(), now)
                    socket.behind = bool(whole) and not socket.offer(whole)
                elif moved:
                    frame = frame or self._frame(scope, moved, now)
                    socket.behind = bool(frame) and not socket.offer(frame)

    def _frame(self, scope: Scope, units, now: float) -> str:
        """The frame for those of ``units`` that the scope sees; empty text when there are none."""
        rows = []
        for unit_id in self._units_of(scope) & units:
            fix = self._known[unit_id].newest
            if fix is not None:
                age = max(0, round(now - fix.at))
                rows.append([unit_id, fix.lon, fix.lat, fix.heading, fix.speed, age, self._states[unit_id]])
        if not rows:
            return ""
        return orjson.dumps({"kind": "positions", "at": datetime.fromtimestamp(now, UTC), "units": rows}).decode()

    def _units_of(self, scope: Scope) -> frozenset[int]:
        if scope not in self._visible:
            self._visible[scope] = frozenset(
                unit_id
                for unit_id, paths in self._paths.items()
                if any(path.startswith(branch) for path in paths for branch in scope.units)
            )
        return self._visible[scope]

    async def _know_units(self) -> None:
        """Keep up with which unit belongs to whom, and what it is doing."""
        while True:
            try:
                self._paths, self._states = await database_sync_to_async(_units)()
                self._visible = {}
            except Exception:
                logger.exception("Units cannot be read; going on with what is known")
            await asyncio.sleep(UNITS_EVERY_S)


def _units() -> tuple[dict[int, list[str]], dict[int, str]]:
    """``({unit id: paths that see it}, {unit id: state})`` of all units in service."""
    paths: dict[int, list[str]] = {}
    states: dict[int, str] = {}
    for unit_id, path, state in Unit.objects.filter(active=True).values_list("pk", "organisation__path", "state"):
        paths[unit_id], states[unit_id] = [path], state
    shared = Unit.shared_with.through.objects.values_list("unit_id", "organisation__path")
    for unit_id, path in shared:
        if unit_id in paths:
            paths[unit_id].append(path)
    return paths, states
