"""A websocket that listens, as cheap as Python can: 500 of them share two cores with what they measure.

All lines read into one buffer. A frame that another line has already got is compared with that one's bytes as it comes
and kept nowhere; one that nobody wants to read is passed over.
"""

import asyncio
import base64
import os
import ssl
from typing import Protocol
from urllib.parse import urlsplit

SCRATCH = bytearray(1 << 20)  # what a read gave is used up before the next read: one event loop, one thread
VIEW = memoryview(SCRATCH)
HEAD = 125  # bytes of a payload that say which frame it is; control frames are no longer
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Hearer(Protocol):
    """What listens at a line, frame by frame."""

    def expect(self, length: int, head: bytes) -> bytes | None:
        """Of a frame that begins: the bytes it ought to equal; empty to read it, ``None`` to pass it over."""

    def hear(self, length: int, head: bytes, read: bytes | None, same: bool) -> None:
        """At the end of a frame. ``read``: its payload, when that was asked for; ``same``: it equals the expected."""


class Line(asyncio.BufferedProtocol):
    """``ended`` gets the close code, 0 when the line just broke. ``open``: the server accepted."""

    def __init__(self, hearer: Hearer, handshake: bytes) -> None:
        self.hearer, self.handshake = hearer, handshake
        self.step, self.open = self._greeting, False
        self.gathered = bytearray()
        self.opcode = self.length = self.done = 0
        self.head, self.expected, self.same = b"", b"", True
        self.ended: asyncio.Future = asyncio.get_running_loop().create_future()
        self.code = 0

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(self.handshake)

    def get_buffer(self, _hint: int) -> memoryview:
        return VIEW

    def buffer_updated(self, count: int) -> None:
        """Each step takes what it can from the scratch between two places and says where it stopped."""
        at = 0
        while at < count:
            at = self.step(at, count)

    def _greeting(self, at: int, end: int) -> int:
        self.gathered += SCRATCH[at:end]
        head, mark, _rest = self.gathered.partition(b"\r\n\r\n")
        if not mark:
            return end
        if not head.startswith(b"HTTP/1.1 101"):
            self.transport.close()
            return end
        behind = end - (len(self.gathered) - len(head) - len(mark))
        self.open, self.step = True, self._frame
        self.gathered.clear()
        return behind

    def _gather(self, wanted: int, at: int, end: int) -> int:
        """Add to what is gathered until it is so long."""
        take = max(0, min(wanted - len(self.gathered), end - at))
        self.gathered += SCRATCH[at : at + take]
        return at + take

    def _frame(self, at: int, end: int) -> int:
        """Opcode and length."""
        at = self._gather(2, at, end)
        if len(self.gathered) < 2:
            return at
        said = self.gathered[1] & 127
        wide = {126: 4, 127: 10}.get(said, 2)
        at = self._gather(wide, at, end)
        if len(self.gathered) == wide:
            self.opcode = self.gathered[0] & 15
            self.length = said if wide == 2 else int.from_bytes(self.gathered[2:])
            self.gathered.clear()
            self.step = self._begin
            return self._begin(at, end)
        return at

    def _begin(self, at: int, end: int) -> int:
        """Which frame it is, by its length and first bytes."""
        wanted = min(self.length, HEAD)
        at = self._gather(wanted, at, end)
        if len(self.gathered) < wanted:
            return at
        self.head, self.done, self.same = bytes(self.gathered), wanted, True
        if self.opcode != TEXT:
            self._control(self.head)
            self._next()
            return at
        self.expected = self.hearer.expect(self.length, self.head)
        if self.expected == b"":
            self.step = self._read
        else:
            self.step = self._pass if self.expected is None else self._compare
            self.gathered.clear()
        return self.step(at, end)

    def _read(self, at: int, end: int) -> int:
        at = self._gather(self.length, at, end)
        if len(self.gathered) == self.length:
            self._hear(bytes(self.gathered))
        return at

    def _compare(self, at: int, end: int) -> int:
        take = min(self.length - self.done, end - at)
        with memoryview(self.expected) as view:
            self.same = self.same and SCRATCH.startswith(view[self.done : self.done + take], at)
        return self._past(at, take)

    def _pass(self, at: int, end: int) -> int:
        return self._past(at, min(self.length - self.done, end - at))

    def _past(self, at: int, taken: int) -> int:
        self.done += taken
        if self.done == self.length:
            self._hear(None)
        return at + taken

    def _hear(self, read: bytes | None) -> None:
        self.hearer.hear(self.length, self.head, read, self.same)
        self._next()

    def _next(self) -> None:
        self.gathered.clear()
        self.expected, self.step = b"", self._frame

    def _control(self, payload: bytes) -> None:
        if self.opcode == PING:
            self.say(PONG, payload)
        elif self.opcode == CLOSE:
            self.code = int.from_bytes(payload[:2])
            self.transport.close()

    def say(self, opcode: int, payload: bytes) -> None:
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
        self.transport.write(bytes([128 | opcode, 128 | len(payload)]) + mask + masked)

    def connection_lost(self, _error) -> None:
        if not self.ended.done():
            self.ended.set_result(self.code)


async def connect(url: str, hearer: Hearer, headers: dict[str, str]) -> Line:
    """``url``: ws:// or wss://. Raises ``OSError`` when nobody answers."""
    where = urlsplit(url)
    secure = where.scheme == "wss"
    said = {
        "Host": where.netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
        **headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    handshake = f"GET {where.path or '/'} HTTP/1.1\r\n{lines}\r\n".encode()
    _transport, line = await asyncio.get_running_loop().create_connection(
        lambda: Line(hearer, handshake),
        where.hostname,
        where.port or (443 if secure else 80),
        ssl=ssl.create_default_context() if secure else None,
    )
    return line
