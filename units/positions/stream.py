"""The stream of accepted fixes in Redis: what is appended here is accepted; one writer stores it, broadcasters show it.

One entry holds up to ``FIXES_PER_ENTRY`` fixes as a JSON list of ``Fix`` values. Entries are trimmed by the writer once
stored; ``LONGEST`` only bounds the memory when no writer runs for hours.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import orjson
import redis
from django.conf import settings

FIXES_PER_ENTRY = 100
LONGEST = 200_000  # entries


class Fix(NamedTuple):
    """``at`` and ``received_at``: seconds since 1970; speed m/s, heading degrees, accuracy metres, battery 0–1."""

    unit_id: int
    lon: float
    lat: float
    at: float
    received_at: float
    speed: float | None = None
    heading: float | None = None
    accuracy: float | None = None
    battery: float | None = None


def key() -> str:
    return f"{settings.CHANNEL_LAYERS['default']['CONFIG']['prefix']}:fixes"


@cache
def connection() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2)


def append(fixes: list[Fix]) -> None:
    """Accept all fixes or none. Raises ``redis.RedisError``."""
    with connection().pipeline(transaction=True) as pipeline:
        for start in range(0, len(fixes), FIXES_PER_ENTRY):
            body = orjson.dumps([tuple(fix) for fix in fixes[start : start + FIXES_PER_ENTRY]])
            pipeline.xadd(key(), {"f": body}, maxlen=LONGEST, approximate=True)
        pipeline.execute()


def fixes_of(entry: dict[bytes, bytes]) -> Iterator[Fix]:
    for values in orjson.loads(entry[b"f"]):
        yield Fix(*values)
