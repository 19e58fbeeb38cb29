"""A vehicle terminal to test with: speaks JT/T 808 over a real socket, well or badly."""

import asyncio
import time
from datetime import datetime
from struct import pack

from units.jt808.frames import Message, Splitter, read, written
from units.jt808.messages import BEIJING, Kind


def registration_body(device: str = "DEV0001", plate: str = "京A12345", *, of_2019: bool = False) -> bytes:
    maker, model, number = (11, 30, 30) if of_2019 else (5, 20, 7)
    words = b"MAKER".ljust(maker, b"\0") + b"MODEL".ljust(model, b"\0") + device.encode().ljust(number, b"\0")
    return pack(">HH", 11, 100) + words + b"\x01" + plate.encode("gbk")


def position_body(lon=7.42, lat=43.735, *, at: float | None = None, alarm=0, status=3, speed=36, heading=90) -> bytes:
    """``status`` 3: engine on, fixed."""
    clock = datetime.fromtimestamp(time.time() if at is None else at, BEIJING).strftime("%y%m%d%H%M%S")
    degrees = (round(abs(lat) * 1e6), round(abs(lon) * 1e6))
    return pack(">IIIIhHH", alarm, status, *degrees, 12, speed * 10, heading) + bytes.fromhex(clock)


def batch_body(*bodies: bytes) -> bytes:
    return pack(">HB", len(bodies), 1) + b"".join(pack(">H", len(body)) + body for body in bodies)


class Device:
    def __init__(self, port: int, phone: str = "13800138000", *, of_2019: bool = False) -> None:
        self.port, self.of_2019 = port, of_2019
        self.sender = bytes.fromhex(phone.rjust(20 if of_2019 else 12, "0"))
        self.serial, self.splitter, self.heard = 0, Splitter(), []

    async def __aenter__(self):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_error) -> None:
        self.writer.close()

    def frame(self, kind: int, body: bytes = b"", part: tuple[int, int] | None = None) -> bytes:
        self.serial += 1
        return written(Message(kind, self.sender, self.serial, body, int(self.of_2019), self.of_2019, part))

    def say(self, kind: int, body: bytes = b"") -> None:
        self.writer.write(self.frame(kind, body))

    async def answer(self, seconds: float = 5) -> Message:
        """The next message; raises ``TimeoutError``, or ``ConnectionError`` when the gateway hung up."""
        async with asyncio.timeout(seconds):
            while not self.heard:
                piece = await self.reader.read(4096)
                if not piece:
                    raise ConnectionResetError
                self.heard += [read(frame) for frame in self.splitter.feed(piece)]
        return self.heard.pop(0)

    async def ask(self, kind: int, body: bytes = b"") -> int:
        """Say it and return the result of the answer to it."""
        self.say(kind, body)
        answer = await self.answer()
        assert int.from_bytes(answer.body[:2]) == self.serial
        return answer.body[-1] if answer.kind == Kind.PLATFORM_ANSWER else answer.body[2]

    async def register(self, **more) -> tuple[int, str]:
        self.say(Kind.REGISTER, registration_body(of_2019=self.of_2019, **more))
        answer = await self.answer()
        assert answer.kind == Kind.REGISTER_ANSWER
        return answer.body[2], answer.body[3:].decode()

    async def authenticate(self, code: str) -> int:
        said = code.encode()
        more = bytes([len(said)]) + said + b"0" * 15 + b"V1".ljust(20, b"\0") if self.of_2019 else said
        return await self.ask(Kind.AUTHENTICATE, more)

    async def log_on(self) -> "Device":
        result, code = await self.register()
        assert result == 0
        assert await self.authenticate(code) == 0
        return self

    async def closed(self, seconds: float = 3) -> bool:
        """Whether the gateway hangs up within that time."""
        try:
            async with asyncio.timeout(seconds):
                while await self.reader.read(4096):
                    pass
        except TimeoutError:
            return False
        except ConnectionError:
            pass
        return True
