"""A websocket that listens, as cheap as Python can: 500 of them share two cores with what they measure.

Frames are looked at where the kernel put them; a long one that nobody wants to read is passed over as it comes.
"""

import asyncio
import base64
import os
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

BUFFER = 1 << 18
LONGEST_KEPT = 4 << 20
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Line(asyncio.BufferedProtocol):
    """``hear(line, payload)`` for each text frame. ``reads_all``: also those longer than ``LONGEST_KEPT``."""

    def __init__(self, hear: Callable[["Line", memoryview], None], handshake: bytes, *, reads_all: bool) -> None:
        self.hear, self.handshake, self.reads_all = hear, handshake, reads_all
        self.buffer, self.begin, self.end, self.skip = bytearray(BUFFER), 0, 0, 0
        self.open = False
        self.ended: asyncio.Future = asyncio.get_running_loop().create_future()
        self.code = 0

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(self.handshake)

    def get_buffer(self, _hint: int) -> memoryview:
        if self.end == len(self.buffer):
            self._make_room(len(self.buffer) * 2)
        return memoryview(self.buffer)[self.end :]

    def buffer_updated(self, count: int) -> None:
        self.end += count
        if not self.open:
            head = self.buffer.find(b"\r\n\r\n", self.begin, self.end)
            if head < 0:
                return
            if not self.buffer.startswith(b"HTTP/1.1 101", self.begin):
                self.transport.close()
                return
            self.open, self.begin = True, head + 4
        while self._one():
            pass
        if self.begin == self.end:
            self.begin = self.end = 0

    def _one(self) -> bool:
        """Take one frame, or what there is of one to pass over. False: wait for more."""
        if self.skip:
            taken = min(self.skip, self.end - self.begin)
            self.begin, self.skip = self.begin + taken, self.skip - taken
            return not self.skip and self.begin < self.end
        have = self.end - self.begin
        if have < 2:
            return False
        head, length = 2, self.buffer[self.begin + 1] & 127
        if length > 125:
            head = 4 if length == 126 else 10
            if have < head:
                return False
            length = int.from_bytes(self.buffer[self.begin + 2 : self.begin + head])
        if have < head + length:
            if length > LONGEST_KEPT and not self.reads_all:
                self.begin, self.skip = self.begin + head, length
                return True
            self._make_room(head + length)
            return False
        opcode, start = self.buffer[self.begin] & 15, self.begin + head
        payload = memoryview(self.buffer)[start : start + length]
        if opcode == TEXT:
            self.hear(self, payload)
        elif opcode == PING:
            self.say(PONG, bytes(payload))
        elif opcode == CLOSE:
            self.code = int.from_bytes(payload[:2])
            self.transport.close()
        payload.release()
        self.begin = start + length
        return self.begin < self.end

    def _make_room(self, needed: int) -> None:
        """Move what is unread to the front of a buffer that holds ``needed`` bytes."""
        left = self.buffer[self.begin : self.end]
        if len(self.buffer) < needed:
            self.buffer = bytearray(needed + BUFFER)
        self.buffer[: len(left)] = left
        self.begin, self.end = 0, len(left)

    def say(self, opcode: int, payload: bytes) -> None:
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
        self.transport.write(bytes([128 | opcode, 128 | len(payload)]) + mask + masked)

    def connection_lost(self, _error) -> None:
        if not self.ended.done():
            self.ended.set_result(self.code)


async def connect(url: str, hear, headers: dict[str, str], *, reads_all: bool = False) -> Line:
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
        lambda: Line(hear, handshake, reads_all=reads_all),
        where.hostname,
        where.port or (443 if secure else 80),
        ssl=ssl.create_default_context() if secure else None,
    )
    return line
