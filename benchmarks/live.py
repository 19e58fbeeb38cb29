"""Saved → shown: from the request that opens an incident until N consoles hold its row, against a bare socket server.

``measure(address, cookies, kind=…, lon=…, lat=…)`` works on any running instance; ``python -m benchmarks.live`` brings
its own (a test database, uvicorn on a free port) and prints the figures. The bare thing is Redis publish → a process
that only hands each message to N websockets: a message as long as ours, in the same run, on the same machine.
"""

import argparse
import asyncio
import json
import logging
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count

import httpx
import redis.asyncio
import websockets
from django.conf import settings

CONSOLES, SAVES, PAUSE_S = 50, 40, 0.25


@dataclass(frozen=True)
class Shown:
    """Milliseconds over all consoles and saves, and the bare server's. ``ratio``: ours to bare, at p95."""

    p50: float
    p95: float
    worst: float
    bare_p50: float
    bare_p95: float
    ratio: float
    answered_p50: float  # the save itself, request to answer
    missed: int
    consoles: int
    saves: int


def measure(address: str, cookies: list[str], *, kind: str, lon: float, lat: float, saves: int = SAVES) -> Shown:
    """``cookies``: one ``Cookie`` header for each console's session; the first also saves. ``address``: ``http://…``."""
    return asyncio.run(_measure(address, cookies, {"kind": kind, "lon": lon, "lat": lat}, saves))


async def _measure(address: str, cookies: list[str], incident: dict, saves: int) -> Shown:
    consoles = Consoles(lambda frame: frame.get("code") if frame.get("verb") == "incident.opened" else None)
    url = address.replace("http", "ws", 1) + "/ws/console/"
    await asyncio.gather(*(consoles.join(url, {"Cookie": cookie, "Origin": address}) for cookie in cookies))
    token = secrets.token_hex(16)
    headers = {"Cookie": f"{cookies[0]}; {settings.CSRF_COOKIE_NAME}={token}", "X-CSRFToken": token, "Referer": address}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=20) as client:

        async def save(number: int) -> str:
            answer = await client.post("/api/v1/incidents", json={**incident, "description": f"bench {number}"})
            answer.raise_for_status()
            return answer.json()["code"]

        await consoles.run(save, 3)  # warm
        ours, answered, missed = await consoles.run(save, saves)
    await consoles.leave()
    bare = await _measure_bare(len(cookies), saves, consoles.longest)
    ours_p50, ours_p95 = _percentile(ours, 50), _percentile(ours, 95)
    bare_p50, bare_p95 = _percentile(bare, 50), _percentile(bare, 95)
    return Shown(
        *(ours_p50, ours_p95, round(max(ours), 1), bare_p50, bare_p95, round(ours_p95 / bare_p95, 1)),
        *(_percentile(answered, 50), missed, len(cookies), saves),
    )


class Consoles:
    """N sockets that note when they heard of each code. ``code_of(frame)``: the code a frame tells of, or None."""

    def __init__(self, code_of: Callable[[dict], str | None]) -> None:
        self.code_of, self.longest = code_of, 0
        self.lines: list[websockets.ClientConnection] = []
        self.ears: list[asyncio.Task] = []
        self.heard: dict[str, list[float]] = {}

    async def join(self, url: str, headers: dict[str, str], *, greeted: bool = True) -> None:
        line = await websockets.connect(url, additional_headers=headers, max_size=None, compression=None)
        while greeted and json.loads(await line.recv())["kind"] != "snapshot":
            pass
        self.lines.append(line)
        self.ears.append(asyncio.create_task(self._listen(line)))

    async def _listen(self, line: websockets.ClientConnection) -> None:
        async for text in line:
            now = time.perf_counter()
            if code := self.code_of(json.loads(text)):
                self.heard.setdefault(code, []).append(now)
                self.longest = max(self.longest, len(text))

    async def run(self, save: Callable[[int], Awaitable[str]], saves: int) -> tuple[list[float], list[float], int]:
        """Milliseconds from save to shown (every console, every save), from save to answer, and how many never came."""
        begun, answered = {}, []
        for number in range(saves):
            start = time.perf_counter()
            code = await save(number)
            begun[code] = start
            answered.append((time.perf_counter() - start) * 1000)
            await asyncio.sleep(PAUSE_S)
        await asyncio.sleep(1)
        shown = [(at - begun[code]) * 1000 for code in begun for at in self.heard.get(code, ())]
        return shown, answered, len(self.lines) * saves - len(shown)

    async def leave(self) -> None:
        await asyncio.gather(*(line.close() for line in self.lines))
        await asyncio.gather(*self.ears, return_exceptions=True)


async def _measure_bare(consoles: int, saves: int, length: int) -> list[float]:
    port, channel = _free_port(), f"bench-{secrets.token_hex(4)}"
    with _process("-m", "benchmarks.live", "--bare", str(port), channel):
        await asyncio.to_thread(_wait_for, port)
        ears = Consoles(lambda frame: frame["code"])
        await asyncio.gather(*(ears.join(f"ws://127.0.0.1:{port}/", {}, greeted=False) for _ in range(consoles)))
        client, numbers = redis.asyncio.Redis.from_url(settings.REDIS_URL), count()

        async def publish(_number: int) -> str:
            code = str(next(numbers))
            await client.publish(channel, json.dumps({"code": code, "filling": "x" * length}))
            return code

        await ears.run(publish, 3)
        shown, _answered, _missed = await ears.run(publish, saves)
        await ears.leave()
        await client.aclose()
    return shown


async def serve_bare(port: int, channel: str) -> None:
    """The least that fans out: one Redis subscription, one socket server, every message to everybody."""
    lines: set[websockets.ServerConnection] = set()

    async def hold(line: websockets.ServerConnection) -> None:
        lines.add(line)
        await line.wait_closed()
        lines.discard(line)

    async with (
        websockets.serve(hold, "127.0.0.1", port, compression=None),
        redis.asyncio.Redis.from_url(settings.REDIS_URL) as client,
        client.pubsub() as subscription,
    ):
        await subscription.subscribe(channel)
        async for message in subscription.listen():
            if message["type"] == "message":
                websockets.broadcast(lines, message["data"].decode())


def sessions_of(users) -> list[str]:
    """A signed-in session of each user, as ``Cookie`` headers."""
    from django.test import Client

    cookies = []
    for user in users:
        client = Client()
        client.force_login(user)
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    return cookies


@contextmanager
def server(environment: dict[str, str]):
    """uvicorn as the Procfile starts it, on a free port; gives its address. Nobody need have collected static files."""
    port = _free_port()
    with _process(
        *("-m", "uvicorn", "dispatch.asgi:application", "--port", str(port), "--log-level", "warning"),
        *("--ws-per-message-deflate", "false", "--no-access-log", "--timeout-graceful-shutdown", "2"),
        environment={**environment, "MUSTER_STATIC_FROM_SOURCE": "1"},
    ):
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _process(*arguments: str, environment: dict[str, str] | None = None):
    process = subprocess.Popen([sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(port: int) -> None:
    for _try in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"Nothing listens on port {port}.")


def _percentile(values: list[float], percent: int) -> float:
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--consoles", type=int, default=CONSOLES)
    parser.add_argument("--saves", type=int, default=SAVES)
    parser.add_argument("--bare", nargs=2, metavar=("PORT", "CHANNEL"), help="be the bare server")
    options = parser.parse_args()
    logging.getLogger("websockets").setLevel(logging.WARNING)
    if options.bare:
        asyncio.run(serve_bare(int(options.bare[0]), options.bare[1]))
        return
    from benchmarks.scratch import scratch_database

    with scratch_database() as environment:
        from tests import factories as make

        make.make_station()
        kind = make.make_kind()
        users = [make.make_user("dispatcher") for _ in range(options.consoles)]
        with server(environment) as address:
            where = {"lon": make.HERE.x, "lat": make.HERE.y}
            print(asdict(measure(address, sessions_of(users), kind=kind.code, saves=options.saves, **where)))


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
    django.setup()
    main()
