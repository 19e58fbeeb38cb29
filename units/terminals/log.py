"""What terminals sent lately, and what became of it: a bounded list per terminal in Redis, for those who set it up.

It is written in the same step as the stream, so it shows what was accepted; the verdict on it is looked up in the
tracks when somebody reads it. It is a help, not a record: the tracks are.
"""

import time
from collections.abc import Iterable
from random import random
from typing import Any, NamedTuple

import orjson
from django.conf import settings

LENGTH = 200
KEPT_S = 14 * 24 * 3600
TRIMMED = 0.1  # share of the writes that also cut and renew the list


class Entry(NamedTuple):
    """``reason``: why the door refused it, else empty. Times in seconds since 1970, degrees as understood (WGS-84)."""

    received_at: float
    reason: str = ""
    unit_id: int | None = None
    at: float | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy: float | None = None
    battery: float | None = None


def key(terminal_id: int) -> str:
    return f"{settings.CHANNEL_LAYERS['default']['CONFIG']['prefix']}:terminal:{terminal_id}:log"


def add_to(pipeline: Any, terminal_id: int, entries: Iterable[Entry]) -> None:
    """Queue entries, oldest first, in a pipeline of redis-py, plain or asyncio."""
    lines = [orjson.dumps(tuple(entry)) for entry in entries][-LENGTH:]
    if lines:
        pipeline.lpush(key(terminal_id), *lines)
        if len(lines) > 1 or random() < TRIMMED:
            pipeline.ltrim(key(terminal_id), 0, LENGTH - 1)
            pipeline.expire(key(terminal_id), KEPT_S)


def read(redis: Any, terminal_id: int, since: float | None = None) -> list[Entry]:
    """The newest first. Raises ``redis.RedisError``."""
    oldest = time.time() - KEPT_S if since is None else since
    lines = redis.lrange(key(terminal_id), 0, LENGTH - 1)
    return [entry for entry in (Entry(*orjson.loads(line)) for line in lines) if entry.received_at >= oldest]
