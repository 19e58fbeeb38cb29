"""Fixes of many units at an even pace, over a few lines kept open; what is not acknowledged is sent again."""

import asyncio
import random
import ssl
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

import orjson

STEP_DEG = 0.0004  # some 30 m: with a fix every 5 s, a car in town
STEPS = 2_000  # there and back again: no place is sent twice within hours
PATIENCE_S = 60.0
AGAIN_S = 0.2


@dataclass
class Sent:
    """All fixes sent. A fix is known by its number; ``of`` finds it by unit id and longitude, as frames show it."""

    of: dict[tuple[int, float], int] = field(default_factory=dict)
    units: list[int] = field(default_factory=list)  # whose it is
    at: list[float] = field(default_factory=list)  # when its request began (the first attempt at it)
    acknowledged: set[int] = field(default_factory=set)
    refused: int = 0
    repeated: int = 0


class Fleet:
    """Units that move. ``units``: ``[(id, call sign)]``; they start in a grid around ``lon``, ``lat``."""

    def __init__(self, units: list[tuple[int, str]], lon: float, lat: float) -> None:
        self.units, self.sent = units, Sent()
        side = max(1, int(len(units) ** 0.5))
        self.places = [(lon + (n % side) * 1e-4, round(lat + (n // side) * 1e-4, 6)) for n in range(len(units))]
        self.steps = [0] * len(units)

    def batch(self, first: int, count: int) -> tuple[bytes, list[int]]:
        """Body and numbers of the next fixes of ``count`` units from the ``first`` on."""
        at = datetime.now(UTC).isoformat()
        fixes, numbers = [], []
        for place in range(first, first + count):
            place %= len(self.units)
            self.steps[place] += 1
            unit_id, call_sign = self.units[place]
            lon, lat = self.places[place]
            lon = round(lon + self.steps[place] % STEPS * STEP_DEG, 6)
            number = len(self.sent.at)
            self.sent.of[unit_id, lon] = number
            self.sent.units.append(unit_id)
            self.sent.at.append(time.time())
            numbers.append(number)
            more = {"speed": 6.0, "heading": 90.0, "accuracy": 5.0}
            fixes.append({"unit": call_sign, "lon": lon, "lat": lat, "at": at, **more})
        return orjson.dumps({"fixes": fixes}), numbers


class Poster:
    """``POST /api/v1/positions`` over one line, with the least that HTTP asks for."""

    def __init__(self, host: str, token: str) -> None:
        self.where, self.token = urlsplit(host), token
        self.reader: asyncio.StreamReader | None = None

    async def post(self, body: bytes) -> tuple[int, dict]:
        """Status and answer. Raises ``OSError`` or ``EOFError`` when the line is gone."""
        if self.reader is None:
            secure = self.where.scheme == "https"
            self.reader, self.writer = await asyncio.open_connection(
                self.where.hostname,
                self.where.port or (443 if secure else 80),
                ssl=ssl.create_default_context() if secure else None,
            )
        head = (
            f"POST /api/v1/positions HTTP/1.1\r\nHost: {self.where.netloc}\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        try:
            said = (await self.reader.readuntil(b"\r\n\r\n")).lower()
            length = int(said.split(b"content-length:")[1].split(b"\r\n")[0])
            return int(said[9:12]), orjson.loads(await self.reader.readexactly(length))
        except (OSError, EOFError, ValueError):
            self.close()
            raise

    def close(self) -> None:
        if self.reader is not None:
            self.reader = None
            self.writer.close()


async def send(fleet: Fleet, hosts: list[str], token: str, *, rate: float, batch: int, seconds: float, lines: int = 8):
    """``rate`` fixes a second for so long. Each line takes the next batch when it is due; late ones are not skipped."""
    due, begun, chance = iter(range(int(rate * seconds / batch))), time.monotonic(), random.Random(110)

    async def one(poster: Poster) -> None:
        for number in due:
            due_at = (number + chance.random()) * batch / rate  # never in step with the server's tick
            await asyncio.sleep(begun + due_at - time.monotonic())
            body, numbers = fleet.batch(number * batch, batch)
            await _until_acknowledged(fleet.sent, poster, body, numbers)
        poster.close()

    await asyncio.gather(*(one(Poster(hosts[line % len(hosts)], token)) for line in range(lines)))


async def _until_acknowledged(sent: Sent, poster: Poster, body: bytes, numbers: list[int]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            status, answer = await asyncio.wait_for(poster.post(body), 10)
        except (OSError, EOFError, TimeoutError):
            poster.close()
            status, answer = 0, {}
        if status == 202:
            sent.refused += len(answer["refused"])
            sent.acknowledged.update(numbers)
            return
        if status not in (0, 500, 502, 503, 504):
            raise RuntimeError(f"{status}: {answer}")
        sent.repeated += 1
        await asyncio.sleep(AGAIN_S)
