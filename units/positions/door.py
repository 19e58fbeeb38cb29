"""The fast way in for ``POST /api/v1/positions`` with a token: ASGI, in front of the application.

Requests that come while others are being taken share what is dear: one look at the database who they are, one step of
Redis that appends. Only plain acceptance is answered here. Whatever else it is (a wrong token, fields that cannot be
read, an ``Idempotency-Key``, a session) goes on to the API with its body, so that there is one contract and one place
that words refusals. Whether a token is valid is asked for every request: revoked is revoked.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import orjson
import redis
import redis.asyncio
from django.db import connection

from units.positions import stream
from units.positions.fix import Fix
from units.positions.fixes import packed
from units.positions.plain import PlainFix, packed_plain, read_plain
from units.positions.reading import fixes_in, only_one, read_fix
from units.positions.refusing import stream_down_in_asgi
from units.positions.senders import Sender, Senders
from units.terminals.models import digest

logger = logging.getLogger(__name__)
PATH = "/api/v1/positions"
LARGEST_BODY = 1_000_000  # bytes
MOST_FIXES = 2_000  # in one entry
MOST_REQUESTS = 500
ROUNDS_AT_ONCE = 2
HEADERS = [(b"content-type", b"application/json; charset=utf-8"), (b"cache-control", b"no-store")]

Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]


@dataclass(slots=True)
class Request:
    token: str  # its digest
    body: bytes
    plain: list[PlainFix] | None
    raw: list[Any] | None  # what is not plain
    answer: asyncio.Future
    records: bytes = b""
    said: dict[str, Any] | None = None

    def __len__(self) -> int:
        return len(self.plain if self.plain is not None else self.raw or ())

    def call_signs(self) -> set[str]:
        if self.plain is not None:
            return {fix.unit for fix in self.plain}
        return {sign for raw in self.raw or () if isinstance(raw, dict) and isinstance(sign := raw.get("unit"), str)}

    def read(self, sender: Sender, now: float) -> None:
        """Records for the stream, and what to answer when they are in it."""
        records = None if self.plain is None else packed_plain(self.plain, sender.units, now)
        if records is not None:
            self.records, self.said = records, {"accepted": len(self.plain), "refused": []}
            return
        raw = fixes_in(self.body) if self.raw is None else self.raw
        only = None if sender.gateway else only_one(sender.units)
        read = [read_fix(one, sender.units, now, only) for one in raw or ()]
        fixes = [one for one in read if isinstance(one, Fix)]
        refused = [{"index": index, "reason": one} for index, one in enumerate(read) if isinstance(one, str)]
        self.records, self.said = packed(fixes), {"accepted": len(fixes), "refused": refused}


class PositionsDoor:
    def __init__(self, application: Callable) -> None:
        self.application = application

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        token = _token_of(scope)
        if token is None:
            return await self.application(scope, receive, send)
        heard, body = await _body_of(receive)
        plain = None if body is None else read_plain(body)
        raw = None if body is None or plain is not None else fixes_in(body)
        if plain is not None or raw is not None:
            answer = asyncio.get_running_loop().create_future()
            Desk.of_this_loop().take(Request(digest(token), body, plain, raw, answer))
            try:
                accepted = await answer
            except redis.RedisError:
                return await _say(send, *stream_down_in_asgi())
            if accepted is not None:
                return await _say(send, 202, HEADERS, orjson.dumps(accepted))
        return await self.application(scope, _again(heard, receive), send)


class Desk:
    """Takes requests in rounds: while one round is under way, the next one gathers.

    A round asks the database, then Redis. While one is at Redis another may be at the database, so nobody waits idly.
    """

    _desks: WeakKeyDictionary[asyncio.AbstractEventLoop, Desk] = WeakKeyDictionary()

    @classmethod
    def of_this_loop(cls) -> Desk:
        return cls._desks.setdefault(asyncio.get_running_loop(), cls())

    def __init__(self) -> None:
        self.waiting: list[Request] = []
        self.asking = asyncio.Lock()
        self.workers = 0
        self.tasks: set[asyncio.Task] = set()
        self.redis: redis.asyncio.Redis | None = None
        self.senders = Senders()
        self.thread = ThreadPoolExecutor(1, "positions")  # asks the database; its connection stays for a row of rounds

    def take(self, request: Request) -> None:
        self.waiting.append(request)
        if self.workers < ROUNDS_AT_ONCE:
            self.workers += 1
            task = asyncio.create_task(self._rounds())
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _rounds(self) -> None:
        try:
            while self.waiting:
                await self._round()
        finally:
            self.workers -= 1
            if not self.workers:
                self.thread.submit(_let_go)  # others may need the connection

    async def _round(self) -> None:
        requests: list[Request] = []
        try:
            async with self.asking:
                requests = self._next()
                parts = await self._read(requests)
            if parts:
                self.redis = self.redis or stream.connection_of_loop()
                await stream.append_parts(self.redis, parts)
            for request in requests:
                if not request.answer.done():  # who asked may have gone
                    request.answer.set_result(request.said)
        except redis.RedisError as error:
            for request in requests:
                if not request.answer.done() and request.said is not None:
                    request.answer.set_exception(error)
        except Exception:
            logger.exception("The fast door failed; the API takes these requests")
        for request in requests:
            if not request.answer.done():
                request.answer.set_result(None)  # the API's to answer

    def _in_thread(self, deed: Callable, *arguments: Any) -> Awaitable:
        return asyncio.get_running_loop().run_in_executor(self.thread, deed, *arguments)

    def _next(self) -> list[Request]:
        count = fixes = 0
        while count < min(len(self.waiting), MOST_REQUESTS) and fixes < MOST_FIXES:
            fixes += len(self.waiting[count])
            count += 1
        requests, self.waiting = self.waiting[:count], self.waiting[count:]
        return requests

    async def _read(self, requests: list[Request]) -> list[stream.Part]:
        """What is to be appended; each request knows then what to answer, ``None`` when that is the API's to do."""
        asked: dict[str, set[str]] = {}
        for request in requests:
            asked.setdefault(request.token, set()).update(request.call_signs())
        senders = await self._in_thread(self._senders_of, asked) if asked else {}
        now, parts = time.time(), []
        for request in requests:
            sender = senders.get(request.token)
            if sender is None or not sender.units:
                continue
            request.read(sender, now)
            if request.records:
                mark = stream.mark_of(f"terminal {sender.terminal_id}", request.body)
                parts.append(stream.Part(mark, request.records))
        return parts

    def _senders_of(self, asked: dict[str, set[str]]) -> dict[str, Sender]:
        try:
            return self.senders.of(asked)
        except Exception:
            _let_go()  # it may be broken
            raise


def _let_go() -> None:
    """Of this thread's connection (Django looks up whose it is where it is used)."""
    try:
        connection.close()
    except Exception:
        logger.exception("The door's connection to the database could not be closed")


def _token_of(scope: dict) -> str | None:
    """The bearer token of a request that may be ours."""
    if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
        return None
    headers = dict(scope["headers"])
    kind, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if kind.lower() != "bearer" or b"idempotency-key" in headers or b"content-encoding" in headers:
        return None
    return token.strip() or None


async def _body_of(receive: Receive) -> tuple[list[dict], bytes | None]:
    """What was heard, and the body when all of it was and it is no larger than ``LARGEST_BODY``."""
    heard, size = [], 0
    while True:
        message = await receive()
        heard.append(message)
        if message["type"] != "http.request":
            return heard, None
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            return heard, None
        if not message.get("more_body"):
            return heard, b"".join(one.get("body", b"") for one in heard)


def _again(heard: list[dict], receive: Receive) -> Receive:
    """``receive`` from the beginning."""
    left = iter(heard)

    async def again() -> dict:
        for message in left:
            return message
        return await receive()

    return again


async def _say(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
