"""The stream of accepted fixes in Redis: what is appended here is accepted; one writer stores it, broadcasters show it.

One entry holds one or several parts, each the fixes of one request as records (``fixes.py``) in a field ``p…``. Any
other field is a part as release 0.2 wrote it, a JSON list of ``Fix`` values. Only the writer trims, and only what it
has stored. While nobody stores, the stream may grow to ``LARGEST`` bytes; then nothing more is accepted, because
dropping the oldest would lose what was acknowledged.

A part has a mark. A mark seen within ``MARKED_S`` is not appended again, in the same step of Redis that appends: so an
attempt whose answer got lost can be repeated, and a request sent twice over a bad line is stored once.
"""

import logging
import struct
import time
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b, sha1
from typing import NamedTuple
from uuid import uuid4

import orjson
import redis
import redis.asyncio
from django.conf import settings
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from units.positions.fix import Fix
from units.positions.fixes import RECORD, fix_of, packed

logger = logging.getLogger(__name__)
LARGEST = 2 * 2**30  # about 25 million fixes: 40 minutes of 10,000 a second
LOOK_EVERY_S = 1.0
MARKED_S = 60
APPEND = """
local parts = {}
for i = 2, #KEYS do
  if redis.call('SET', KEYS[i], '', 'NX', 'EX', ARGV[1]) then
    parts[#parts + 1] = 'p' .. i
    parts[#parts + 1] = ARGV[i]
  end
end
if #parts > 0 then redis.call('XADD', KEYS[1], '*', unpack(parts)) end
return #parts / 2
"""
APPEND_SHA = sha1(APPEND.encode(), usedforsecurity=False).hexdigest()


class Full(redis.RedisError):
    """Nobody has stored for so long that no more can be taken."""


class Part(NamedTuple):
    """The records of one request; ``mark``: equal for two attempts at the same thing."""

    mark: str
    records: bytes


def key() -> str:
    return f"{settings.CHANNEL_LAYERS['default']['CONFIG']['prefix']}:fixes"


def mark_of(sender: str, body: bytes) -> str:
    """The mark of a request: whose it is and what it says."""
    return blake2b(sender.encode() + b"\n" + body, digest_size=15).hexdigest()


@cache
def connection() -> redis.Redis:
    once_more = Retry(ConstantBackoff(0.05), 1)  # Redis was restarted; not: Redis is away
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2, retry=once_more)


def connection_of_loop() -> redis.asyncio.Redis:
    """A new client for the running event loop; its owner closes it."""
    once_more = redis.asyncio.retry.Retry(ConstantBackoff(0.05), 1)
    return redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2, retry=once_more)


class Room:
    """Whether the stream may grow, looked at once a second."""

    def __init__(self) -> None:
        self.looked, self.full = float("-inf"), False

    @property
    def stale(self) -> bool:
        return time.monotonic() - self.looked > LOOK_EVERY_S

    def note(self, size: int | None) -> None:
        """``size``: what ``MEMORY USAGE`` says of the stream."""
        self.looked, self.full = time.monotonic(), (size or 0) > LARGEST

    def check(self) -> None:
        if self.full:
            raise Full("The stream of positions is full: does the writer run?")


room = Room()


def append(fixes: list[Fix], mark: str = "") -> None:
    """Accept all fixes or none. Raises ``redis.RedisError``, also when the stream is full."""
    redis_ = connection()
    if room.stale:
        room.note(redis_.memory_usage(key(), samples=5))
    room.check()
    if fixes:
        redis_.register_script(APPEND)(*_said([Part(mark or uuid4().hex, packed(fixes))]))


async def append_parts(redis_: redis.asyncio.Redis, parts: Iterable[Part]) -> None:
    """Accept all parts or none, in one entry; at most some thousand parts. Raises as ``append``."""
    if room.stale:
        room.note(await redis_.memory_usage(key(), samples=5))
    room.check()
    keys, values = _said(parts)
    try:
        await redis_.evalsha(APPEND_SHA, len(keys), *keys, *values)
    except redis.exceptions.NoScriptError:
        await redis_.eval(APPEND, len(keys), *keys, *values)


def add_to(pipeline, fixes: list[Fix]) -> None:
    """Queue the fixes in a pipeline of redis-py, plain or asyncio; they are accepted when it has been executed.

    Raises ``Full`` as ``append`` does, by what this process saw last.
    """
    room.check()
    if fixes:
        pipeline.xadd(key(), {"p": packed(fixes)})


def fixes_of(entry: dict[bytes, bytes]) -> Iterator[Fix]:
    for body in bodies_of(entry):
        yield from map(fix_of, RECORD.iter_unpack(body))


def bodies_of(entry: dict[bytes, bytes]) -> Iterator[bytes]:
    """The records of each part."""
    for name, body in entry.items():
        try:
            if not name.startswith(b"p"):
                body = packed([Fix(*values) for values in orjson.loads(body)])
            if len(body) % RECORD.size:
                raise ValueError("cut in the middle of a record")
            yield body
        except (TypeError, ValueError, struct.error):
            logger.exception("Not an entry of ours; passed over: %r", entry)  # it must not stop those after it


def _said(parts: Iterable[Part]) -> tuple[list[str], list]:
    """Keys and arguments of ``APPEND``."""
    parts = list(parts)
    keys = [key(), *(f"{key()}:mark:{part.mark}" for part in parts)]
    return keys, [MARKED_S, *(part.records for part in parts)]
