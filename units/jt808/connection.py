"""One vehicle terminal's connection: bytes in, answers out, within limits that keep it from harming the others."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from units.jt808.frames import BadFrame, Message, Splitter, TooLong, read, written
from units.jt808.messages import (
    Kind,
    Registered,
    Result,
    Unreadable,
    authentication,
    platform_answer,
    register_answer,
    registering,
    time_answer,
)
from units.jt808.parts import Parts
from units.jt808.sending import said_in

if TYPE_CHECKING:
    from units.jt808.gateway import Gateway
    from units.jt808.queries import Binding

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """``strangers``: connections that have not named their code; the oldest goes when there are more."""

    connections: int = 10_000
    strangers: int = 2_000
    stranger_s: float = 30.0
    idle_s: float = 300.0
    bytes_a_second: float = 16_384.0
    burst_bytes: float = 131_072.0
    bad_frames: int = 20
    waiting: int = 100
    unread_bytes: int = 65_536
    tries: int = 5


class Connection(asyncio.BufferedProtocol):
    def __init__(self, gateway: Gateway) -> None:
        self.gateway, self.limits = gateway, gateway.limits
        self.splitter, self.parts = Splitter(), Parts()
        self.began = self.heard = time.monotonic()
        self.allowance, self.counted = self.limits.burst_bytes, self.began
        self.bad = self.tries = self.serial = 0
        self.terminal_id: int | None = None
        self.binding: Binding | None = None
        self.sender = b""
        self.danger = False
        self.work: asyncio.Task | None = None
        self.waiting: list[Message] = []
        self.transport: asyncio.Transport | None = None

    # --- what asyncio calls ---

    def connection_made(self, transport) -> None:
        self.transport = transport
        address = transport.get_extra_info("peername")
        self.address = address[0] if address else None
        self.gateway.came(self)

    def connection_lost(self, exc) -> None:
        self.gateway.went(self)
        if self.work is not None:
            self.work.cancel()

    def get_buffer(self, sizehint: int) -> memoryview:
        return (
            self.gateway.buffer
        )  # one small buffer for all: nobody reads more than this before others have their turn

    def buffer_updated(self, nbytes: int) -> None:
        self._count(nbytes)
        try:
            frames = self.splitter.feed(bytes(self.gateway.buffer[:nbytes]))
        except TooLong:
            return self.close("no frames")
        for frame in frames:
            if self.transport.is_closing():
                return None
            try:
                message = read(frame)
            except BadFrame:
                self._bad()
                continue
            self.heard = time.monotonic()
            self.hear(message)
        return None

    def eof_received(self) -> bool:
        return False

    # --- limits ---

    def _count(self, nbytes: int) -> None:
        """Who sends more than the limit is read more slowly: TCP tells the device to wait."""
        now = time.monotonic()
        earned = (now - self.counted) * self.limits.bytes_a_second
        self.allowance = min(self.limits.burst_bytes, self.allowance + earned) - nbytes
        self.counted = now
        if self.allowance < 0:
            self.transport.pause_reading()
            pause = max(0.05, -self.allowance / self.limits.bytes_a_second)
            asyncio.get_running_loop().call_later(pause, self._resume)

    def _resume(self) -> None:
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def _bad(self) -> None:
        self.bad += 1
        if self.bad > self.limits.bad_frames:
            self.close("too much that is no message")

    def close(self, why: str) -> None:
        logger.info("JT/T 808: connection of %s closed: %s", self.terminal_id or "a stranger", why)
        self.transport.abort()  # what a slow reader has not read, it will not read now

    # --- messages ---

    def hear(self, message: Message) -> None:
        """In the order in which they came: while one waits for the database, those after it wait."""
        if self.work is None:
            self._act(message)
        elif len(self.waiting) < self.limits.waiting:
            self.waiting.append(message)
        else:
            self.close("does not wait for answers")

    def _act(self, message: Message) -> None:
        known = self.terminal_id is not None and message.sender == self.sender
        if message.kind == Kind.REGISTER:
            self._work(self._register(message))
        elif message.kind == Kind.AUTHENTICATE:
            self._work(self._authenticate(message))
        elif message.kind == Kind.GENERAL_ANSWER:
            pass
        elif not known:
            self._bad()
            self.answer(message, Result.FAILED)
        elif message.kind in (Kind.POSITION, Kind.POSITIONS):
            self.bad = 0
            self._positions(message)
        elif message.kind == Kind.HEARTBEAT:
            self.bad = 0
            self.answer(message, Result.DONE)
        elif message.kind == Kind.LOGOUT:
            self._work(self._leave(message))
        elif message.kind == Kind.ASK_TIME:
            self.send(message, Kind.PLATFORM_TIME, time_answer(time.time()))
        else:
            self.answer(message, Result.UNKNOWN_KIND)

    def _work(self, deed) -> None:
        self.work = asyncio.create_task(self._finish(deed))

    async def _finish(self, deed) -> None:
        try:
            await deed
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("JT/T 808: no answer to terminal %s", self.terminal_id)  # it will ask again
        self.work = None
        while self.waiting and self.work is None and not self.transport.is_closing():
            self._act(self.waiting.pop(0))

    async def _register(self, message: Message) -> None:
        self.tries += 1
        if self.tries > self.limits.tries:
            return self.close("registers again and again")
        try:
            said = registering(message.body, message.of_2019)
        except Unreadable:
            return self.answer(message, Result.WRONG)
        result, code = await self.gateway.register(message.phone, said, self.address)
        answer = register_answer(message.serial, result, code if result == Registered.DONE else "")
        return self.send(message, Kind.REGISTER_ANSWER, answer)

    async def _authenticate(self, message: Message) -> None:
        self.tries += 1
        if self.tries > self.limits.tries:
            return self.close("tries codes")
        try:
            code = authentication(message.body, message.of_2019)
        except Unreadable:
            return self.answer(message, Result.WRONG)
        found = await self.gateway.authenticate(message.phone, code)
        if found is None:
            return self.answer(message, Result.FAILED)
        self.tries = self.bad = 0
        self.terminal_id, self.binding = found
        self.sender = message.sender
        self.gateway.known(self)
        return self.answer(message, Result.DONE)

    async def _leave(self, message: Message) -> None:
        await self.gateway.leave(self.terminal_id)
        self.answer(message, Result.DONE)
        self.transport.close()

    def _positions(self, message: Message) -> None:
        try:
            whole = self.parts.take(message)
        except Unreadable:
            return self.answer(message, Result.WRONG)
        if whole is None:
            return None  # acknowledged with the last part, when all of it is safe
        answers = partial(self._answer_all, whole.answers)
        try:
            sending = said_in(whole.kind, whole.body, self.binding, time.time())
        except Unreadable:
            return answers(Result.WRONG)
        pressed, self.danger = sending.emergency and not self.danger, sending.emergency
        if pressed:
            return self._work(self._declare(sending, answers))
        return self.gateway.take(self.terminal_id, sending, answers)

    async def _declare(self, sending, answers) -> None:
        """First of all the danger; what is not written is not acknowledged and comes again."""
        try:
            await self.gateway.declare_danger(self.terminal_id, self.binding.unit_id, sending.place)
        except Exception:
            self.danger = False
            raise
        self.gateway.take(self.terminal_id, sending, answers)

    # --- answers ---

    def _answer_all(self, messages: list[Message], result: Result) -> None:
        for message in messages:
            self.answer(message, result)

    def answer(self, message: Message, result: Result) -> None:
        self.send(message, Kind.PLATFORM_ANSWER, platform_answer(message.serial, message.kind, result))

    def send(self, to: Message, kind: Kind, body: bytes) -> None:
        if self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() > self.limits.unread_bytes:
            return self.close("does not read its answers")
        self.serial = (self.serial + 1) & 0xFFFF
        reply = Message(kind, to.sender, self.serial, body, to.version, to.of_2019)
        self.transport.write(written(reply))
