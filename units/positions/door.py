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
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import orjson
import redis
import redis.asyncio
from asgiref.sync import sync_to_async
from django.db import close_old_connections

from units.positions import stream
from units.positions.fix import Fix
from units.positions.reading import LARGEST_BATCH, read_fix
from units.positions.refusing import stream_down_in_asgi
from units.positions.senders import Sender, Senders
from units.terminals.models import digest

logger = logging.getLogger(__name__)
PATH = "/api/v1/positions"
LARGEST_BODY = 1_000_000  # bytes
MOST_FIXES = 2_000  # in one entry
MOST_REQUESTS = 500
HEADERS = [(b"content-type", b"application/json; charset=utf-8"), (b"cache-control", b"no-store")]

Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]


@dataclass
class Request:
    token: str  # its digest
    body: bytes
    raw: list[Any]
    answer: asyncio.Future
    refused: list[dict] = field(default_factory=list)
    fixes: list[Fix] = field(default_factory=list)

    def call_signs(self) -> set[str]:
        signs = {raw.get("unit") for raw in self.raw if isinstance(raw, dict)}
        return {sign for sign in signs if isinstance(sign, str)}

    def read(self, units: dict[str, int], now: float) -> None:
        for index, raw in enumerate(self.raw):
            read = read_fix(raw, units, now)
            if isinstance(read, Fix):
                self.fixes.append(read)
            else:
                self.refused.append({"index": index, "reason": read})


class PositionsDoor:
    def __init__(self, application: Callable) -> None:
        self.application = application

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        token = _token_of(scope)
        if token is None:
            return await self.application(scope, receive, send)
        heard, body = await _body_of(receive)
        raw = None if body is None else _fixes_in(body)
        if raw is not None:
            answer = asyncio.get_running_loop().create_future()
            Desk.of_this_loop().take(Request(digest(token), body, raw, answer))
            try:
                accepted = await answer
            except redis.RedisError:
                return await _say(send, *stream_down_in_asgi())
            if accepted is not None:
                return await _say(send, 202, HEADERS, orjson.dumps(accepted))
        return await self.application(scope, _again(heard, receive), send)


class Desk:
    """Takes requests in rounds: while one round is under way, the next one gathers."""

    _desks: WeakKeyDictionary[asyncio.AbstractEventLoop, Desk] = WeakKeyDictionary()

    @classmethod
    def of_this_loop(cls) -> Desk:
        return cls._desks.setdefault(asyncio.get_running_loop(), cls())

    def __init__(self) -> None:
        self.waiting: list[Request] = []
        self.work: asyncio.Task | None = None
        self.redis: redis.asyncio.Redis | None = None
        self.senders = Senders()

    def take(self, request: Request) -> None:
        self.waiting.append(request)
        if self.work is None or self.work.done():
            self.work = asyncio.create_task(self._rounds())

    def _senders_of(self, asked: dict[str, set[str]]) -> dict[str, Sender]:
        close_old_connections()
        try:
            return self.senders.of(asked)
        finally:
            close_old_connections()

    async def _rounds(self) -> None:
        while self.waiting:
            requests = self._next()
            try:
                await self._take(requests)
            except Exception as error:
                if not isinstance(error, redis.RedisError):
                    logger.exception("The fast door failed; the API takes these requests")
                for request in requests:
                    if not request.answer.done() and isinstance(error, redis.RedisError):
                        request.answer.set_exception(error)
            for request in requests:
                if not request.answer.done():
                    request.answer.set_result(None)  # the API's to answer

    def _next(self) -> list[Request]:
        count = fixes = 0
        while count < min(len(self.waiting), MOST_REQUESTS) and fixes < MOST_FIXES:
            fixes += len(self.waiting[count].raw)
            count += 1
        requests, self.waiting = self.waiting[:count], self.waiting[count:]
        return requests

    async def _take(self, requests: list[Request]) -> None:
        asked: dict[str, set[str]] = {}
        for request in requests:
            asked.setdefault(request.token, set()).update(request.call_signs())
        senders = await sync_to_async(self._senders_of, thread_sensitive=False)(asked)
        now, parts, taken = time.time(), [], []
        for request in requests:
            sender = senders.get(request.token)
            if sender is None or not sender.units:
                continue
            request.read(sender.units, now)
            taken.append(request)
            if request.fixes:
                mark = stream.mark_of(f"terminal {sender.terminal_id}", request.body)
                parts.append(stream.Part(mark, request.fixes))
        if parts:
            self.redis = self.redis or stream.connection_of_loop()
            await stream.append_parts(self.redis, parts)
        for request in taken:
            if not request.answer.done():  # who asked may have gone
                request.answer.set_result({"accepted": len(request.fixes), "refused": request.refused})


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


def _fixes_in(body: bytes) -> list | None:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    fixes = said.get("fixes") if isinstance(said, dict) else None
    return fixes if isinstance(fixes, list) and len(fixes) <= LARGEST_BATCH else None


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
