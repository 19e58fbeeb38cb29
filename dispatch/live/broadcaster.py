"""Positions to the consoles: one reader of the fix stream per process, one frame per tick and set of branches.

No database row, no channel-layer message and no encoding per fix or per client.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable

import redis
import redis.asyncio
from channels.db import database_sync_to_async
from django.conf import settings

from dispatch.live.fleet import fleet
from dispatch.live.frames import Branches, Frames, Seen
from dispatch.live.listening import Listening
from dispatch.live.moves import Moves
from units.crews.mark import fleet_mark
from units.positions import stream
from units.positions.verdict import Known, Verdict, judge

logger = logging.getLogger(__name__)
TICK_S = 0.5
LOOK_EVERY_S = 0.8  # with a tick and the reading: whose a unit is counts within 2 s
AFRESH_EVERY_S = 30.0  # states come by events; this is for one that was missed
ENTRIES_AT_ONCE = 200
SOCKETS_AT_ONCE = 25  # then requests and events have a turn
NOTHING_KNOWN = Known()


class Broadcaster:
    def __init__(self, sockets: Callable[[], Iterable[Listening]]) -> None:
        self._sockets = sockets
        self._known: dict[int, Known] = {}
        self._moved: set[int] = set()
        self._moves = Moves()
        self._units: dict[int, Seen] = {}
        self._state_told: dict[int, str] = {}  # by events, since the last reading of the units began

    def loops(self) -> list[Coroutine]:
        self._known, self._moved = {}, set()  # what was seen before a pause is no picture of now
        return [self._read(), self._tick(), self._know_units()]

    def set_state(self, unit_id: int, state: str) -> None:
        self._state_told[unit_id] = state
        if unit_id in self._units:
            self._units[unit_id] = self._units[unit_id]._replace(state=state)

    async def _read(self) -> None:
        """Follow the stream from now on; after a break, from where it broke off."""
        last: bytes | str = "$"
        while True:
            try:
                async with redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=5) as client:
                    if last == "$":  # a place of our own: what comes between two readings must not be missed
                        newest = await client.xrevrange(stream.key(), count=1)
                        last = newest[0][0] if newest else "0-0"
                    while True:
                        found = await client.xread({stream.key(): last}, count=ENTRIES_AT_ONCE, block=2_000)
                        for entry_id, entry in found[0][1] if found else ():
                            last = entry_id
                            self.take(entry)
                            await asyncio.sleep(0)  # between two entries the sockets have a turn
            except redis.RedisError:
                logger.warning("The fix stream cannot be read; trying again", exc_info=True)
                await asyncio.sleep(0.5)

    def take(self, entry: dict[bytes, bytes]) -> None:
        known = self._known
        for fix in stream.fixes_of(entry):
            verdict, known[fix.unit_id] = judge(fix, known.get(fix.unit_id, NOTHING_KNOWN))
            if verdict is Verdict.TRUE:
                self._moved.add(fix.unit_id)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S - time.time() % TICK_S)
            try:
                await self.send_tick(time.time())
            except Exception:
                logger.exception("A tick failed; trying again")

    async def send_tick(self, now: float) -> None:
        """What moved, to everybody who sees it. Each line gets what it has not been given yet, none waits for another.

        A line that is still busy with an earlier frame is passed over; its next frame says what moved in between.
        """
        moved, self._moved = self._moved, set()
        self._moves.end_tick(moved)
        by_branches: dict[Branches, list[Listening]] = defaultdict(list)
        for socket in self._sockets():
            by_branches[socket.visible.units].append(socket)
        frames: dict[int, Frames] = {}  # by the tick that a line was last given: nearly always the one before
        for branches, sockets in by_branches.items():
            for number, socket in enumerate(sockets):
                if number % SOCKETS_AT_ONCE == 0:
                    await asyncio.sleep(0)
                if socket.busy:
                    continue
                if socket.shown not in frames:
                    frames[socket.shown] = self._frames(self._moves.since(socket.shown), now)
                frame = frames[socket.shown].of(branches)
                if not frame or socket.offer(frame):
                    socket.shown = self._moves.tick

    def _frames(self, unit_ids: Iterable[int] | None, now: float) -> Frames:
        """``None``: of all units."""
        wanted = self._known if unit_ids is None else unit_ids
        fixes = [fix for unit_id in wanted if (fix := self._known[unit_id].newest) is not None]
        return Frames(fixes, self._units, now)

    async def _know_units(self) -> None:
        """Keep up with which unit belongs to whom, and what it is doing."""
        seen, afresh = None, 0.0
        while True:
            try:
                now, mark = time.monotonic(), await database_sync_to_async(fleet_mark)()
                if mark != seen or now > afresh:
                    self._state_told = {}
                    units = await database_sync_to_async(fleet)()
                    for unit_id, state in self._state_told.items():
                        if unit_id in units:  # told while we read
                            units[unit_id] = units[unit_id]._replace(state=state)
                    self._moved |= self._shown_anew(units)
                    self._units, seen, afresh = units, mark, now + AFRESH_EVERY_S
            except Exception:
                logger.exception("Units cannot be read; going on with what is known")
            await asyncio.sleep(LOOK_EVERY_S)

    def _shown_anew(self, units: dict[int, Seen]) -> set[int]:
        """Those whose last position somebody may see who did not before."""
        return {one for one in self._known.keys() & units.keys() if self._units.get(one) != units[one]}
