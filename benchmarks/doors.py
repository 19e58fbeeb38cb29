"""The HTTP door beside a bare ASGI app that appends to the same stream: the same server, lines and bodies, in turn."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import orjson
import redis
import uvloop
from django.db import connection

from benchmarks.bureau import STREAM, Bureau
from benchmarks.load.processes import cpu_s

LINES, SLICES, SLICE_S = 32, 5, 2.0
BODIES = 100  # different ones of a line; each time round they get another blank, so that none is ever sent twice


@dataclass(frozen=True)
class Taken:
    """What a door took: requests of ``batch`` fixes in some slices of time, and the CPU-seconds of its process."""

    batch: int
    requests: list[int]
    cpu: float

    @property
    def rate(self) -> float:
        """Fixes a second."""
        return self.batch * sum(self.requests) / (SLICE_S * len(self.requests))

    @property
    def cpu_ms(self) -> float:
        """For 1,000 fixes."""
        return self.cpu * 1e6 / (self.batch * sum(self.requests))

    @property
    def ms(self) -> list[float]:
        """For 1,000 fixes, by slice."""
        return [SLICE_S * 1e6 / (self.batch * count) for count in self.requests]


def door_beside_append(made: Bureau, tokens: list[str], signs: list[str], batch: int) -> tuple[Taken, Taken]:
    """``web 0`` of the bureau is ours, ``web 1`` the bare app. Line ``n`` shows token ``n`` and speaks for the units
    from ``n`` × ``batch`` on. The writer rests: this is about doors."""
    counts: tuple[list[int], list[int]] = ([], [])
    cpu = [0.0, 0.0]
    lines = [Line(tokens[n % len(tokens)], _bodies(signs, n * batch, batch), batch) for n in range(LINES)]
    for number in range(SLICES + 1):
        for side in (0, 1):
            pid = made.processes[f"web {side}"].pid
            begun = cpu_s([pid])
            count = asyncio.run(_slice(made.hosts[side], lines), loop_factory=uvloop.new_event_loop)
            redis.Redis(port=made.redis_port).delete(STREAM)
            if number:  # the first one warms up
                counts[side].append(count)
                cpu[side] += cpu_s([pid]) - begun
    return Taken(batch, counts[0], cpu[0]), Taken(batch, counts[1], cpu[1])


async def _slice(host: str, lines: list["Line"]) -> int:
    where, loop = urlsplit(host), asyncio.get_running_loop()
    stop = time.monotonic() + SLICE_S
    for line in lines:
        line.begin(stop)
        await loop.create_connection(lambda line=line: line, where.hostname, where.port)
    await asyncio.gather(*(line.ended for line in lines))
    return sum(line.count for line in lines)


class Line(asyncio.Protocol):
    """One connection that sends its next request when it has the answer, with as little work here as can be."""

    def __init__(self, token: str, bodies: list[bytes], batch: int) -> None:
        self.token, self.bodies, self.number = token, bodies, 0
        self.wanted = b'"accepted":%d,"refused":[]' % batch

    def begin(self, stop: float) -> None:
        self.stop, self.count, self.heard = stop, 0, b""
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport) -> None:
        self.transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self.heard += data
        if not self.heard.endswith(b"}"):
            return
        if not (self.heard.startswith(b"HTTP/1.1 202") and self.wanted in self.heard):
            self.ended.set_exception(RuntimeError(self.heard.decode()))
            self.transport.close()
            return
        self.heard, self.count = b"", self.count + 1
        if time.monotonic() < self.stop:
            self._send()
        else:
            self.transport.close()
            self.ended.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(error or ConnectionError("The line was closed"))

    def _send(self) -> None:
        body = self.bodies[self.number % len(self.bodies)] + b" " * (self.number // len(self.bodies))
        self.number += 1
        head = f"POST /api/v1/positions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)


def _bodies(signs: list[str], first: int, count: int) -> list[bytes]:
    at, made = datetime.now(UTC).isoformat(), []
    for step in range(BODIES):
        more = {
            "lon": round(7.42 + step * 4e-4, 6),
            "lat": 43.7,
            "at": at,
            "speed": 6.0,
            "heading": 90.0,
            "accuracy": 5.0,
        }
        fixes = [{"unit": signs[place % len(signs)], **more} for place in range(first, first + count)]
        made.append(orjson.dumps({"fixes": fixes}))
    return made


def phones(count: int) -> tuple[list[str], list[str]]:
    """Tokens of so many terminals, each on board of a unit of its own, and the units' call signs."""
    from units.crews.models import Unit
    from units.terminals.models import Terminal

    units = list(Unit.objects.order_by("pk")[:count])
    terminals = [Terminal(label=unit.call_sign, organisation_id=unit.organisation_id, unit=unit) for unit in units]
    tokens = [terminal.issue_token() for terminal in terminals]
    Terminal.objects.bulk_create(terminals)
    connection.close()
    return tokens, [unit.call_sign for unit in units]
