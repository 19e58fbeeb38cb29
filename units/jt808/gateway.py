"""The gateway for vehicle terminals: one process, one event loop, any number of connections up to its limits."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections

from units.jt808 import actions
from units.jt808.appender import Appender, Taken
from units.jt808.connection import Connection, Limits
from units.jt808.messages import Registered, Registering, Result
from units.jt808.models import Registration
from units.jt808.queries import Binding, bindings, note_seen
from units.jt808.sending import Sending
from units.terminals.danger import declare_danger
from units.terminals.models import Terminal

logger = logging.getLogger(__name__)
BUFFER_BYTES = 8_192
WATCH_S = 1.0
SWEEP_S = 1.0
SEEN_S = 10.0


class Gateway:
    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.buffer = memoryview(bytearray(BUFFER_BYTES))
        self.connections: set[Connection] = set()
        self.strangers: dict[Connection, None] = {}  # the oldest first
        self.by_terminal: dict[int, Connection] = {}
        self.seen: set[int] = set()
        self.appender = Appender()
        self.threads = ThreadPoolExecutor(4, thread_name_prefix="jt808")
        self.loops: list[asyncio.Task] = []
        self.server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: Connection(self), host, port, backlog=1_024)
        deeds = (self.appender.run, self._every(WATCH_S, self._watch), self._every(SWEEP_S, self._sweep))
        self.loops = [asyncio.create_task(deed()) for deed in (*deeds, self._every(SEEN_S, self._note_seen))]
        return self.server

    async def stop(self) -> None:
        """Stop listening, close what is open. What is not acknowledged yet, the devices send again."""
        if self.server is not None:
            self.server.close()
        for connection in list(self.connections):
            connection.transport.abort()
        for loop in self.loops:
            loop.cancel()
        await asyncio.gather(*self.loops, return_exceptions=True)
        self.threads.shutdown(wait=True)

    # --- connections come and go ---

    def came(self, connection: Connection) -> None:
        self.connections.add(connection)
        self.strangers[connection] = None
        if len(self.connections) > self.limits.connections:
            connection.close("too many connections")
        elif len(self.strangers) > self.limits.strangers:
            next(iter(self.strangers)).close("too many strangers")

    def known(self, connection: Connection) -> None:
        self.strangers.pop(connection, None)
        before = self.by_terminal.get(connection.terminal_id)
        self.by_terminal[connection.terminal_id] = connection
        self.seen.add(connection.terminal_id)
        if before is not None and before is not connection:
            before.close("the terminal connected anew")

    def went(self, connection: Connection) -> None:
        self.connections.discard(connection)
        self.strangers.pop(connection, None)
        if self.by_terminal.get(connection.terminal_id) is connection:
            del self.by_terminal[connection.terminal_id]

    # --- what connections ask for ---

    async def register(self, phone: str, said: Registering, address: str | None) -> tuple[Registered, str]:
        return await self._in_database(actions.register, phone, said, address=address)

    async def authenticate(self, phone: str, code: str) -> tuple[int, Binding] | None:
        def ask() -> tuple[int, Binding] | None:
            terminal_id = actions.authenticate(phone, code)
            binding = bindings([terminal_id]).get(terminal_id) if terminal_id else None
            return (terminal_id, binding) if binding else None

        return await self._in_database(ask)

    async def leave(self, terminal_id: int) -> None:
        def forget() -> None:
            row = Registration.objects.select_related("terminal").get(terminal_id=terminal_id)
            actions.forget_registration(row)

        await self._in_database(forget)

    async def declare_danger(self, terminal_id: int, unit_id: int | None, place: tuple[float, float] | None) -> None:
        def declare() -> None:
            terminal = Terminal.objects.select_related("organisation", "user").get(pk=terminal_id)
            lon, lat = place or (None, None)
            declare_danger(terminal, unit_id, lon=lon, lat=lat, at=time.time())

        await self._in_database(declare)

    def take(self, terminal_id: int, sending: Sending, answers: Callable[[Result], None]) -> None:
        """``answers`` is called when all of it is in the stream; never, when it could not be put there."""
        self.seen.add(terminal_id)

        def done(kept: bool) -> None:
            if kept:
                answers(sending.result)

        self.appender.put(Taken(terminal_id, sending.fixes, sending.lines, done))

    # --- what happens by itself ---

    async def _watch(self) -> None:
        """Revoked, registered anew, bound to another unit: it holds for open connections within two seconds."""
        known = dict(self.by_terminal)
        if not known:
            return
        now = await self._in_database(bindings, list(known))
        for terminal_id, connection in known.items():
            binding = now.get(terminal_id)
            if binding is None or binding.code_digest != connection.binding.code_digest:
                connection.close("revoked or registered anew")
            else:
                connection.binding = binding

    async def _sweep(self) -> None:
        now = time.monotonic()
        for connection in [one for one in self.strangers if now - one.began > self.limits.stranger_s]:
            connection.close("never said who it is")
        for connection in [one for one in self.connections if now - one.heard > self.limits.idle_s]:
            connection.close("silent")

    async def _note_seen(self) -> None:
        seen, self.seen = self.seen, set()
        if seen:
            await self._in_database(note_seen, seen)

    def _every(self, seconds: float, deed: Callable) -> Callable:
        async def again() -> None:
            while True:
                await asyncio.sleep(seconds)
                try:
                    await deed()
                except Exception:
                    logger.exception("JT/T 808 gateway: trying again")

        return again

    async def _in_database(self, deed: Callable, *arguments: Any, **named: Any) -> Any:
        def work() -> Any:
            close_old_connections()
            try:
                return deed(*arguments, **named)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self.threads, work)
