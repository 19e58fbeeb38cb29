"""The stream of accepted fixes in Redis: what is appended here is accepted; one writer stores it, broadcasters show it.

One entry holds up to ``FIXES_PER_ENTRY`` fixes as a JSON list of ``Fix`` values. Entries are trimmed by the writer once
stored; ``LONGEST`` only bounds the memory when no writer runs for hours.
"""

import logging
from collections.abc import Iterator
from functools import cache

import orjson
import redis
from django.conf import settings
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from units.positions.fix import Fix

logger = logging.getLogger(__name__)
FIXES_PER_ENTRY = 100
LONGEST = 200_000  # entries


def key() -> str:
    return f"{settings.CHANNEL_LAYERS['default']['CONFIG']['prefix']}:fixes"


@cache
def connection() -> redis.Redis:
    once_more = Retry(ConstantBackoff(0.05), 1)  # Redis was restarted; not: Redis is away
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2, retry=once_more)


def append(fixes: list[Fix]) -> None:
    """Accept all fixes or none. Raises ``redis.RedisError``."""
    with connection().pipeline(transaction=True) as pipeline:
        add_to(pipeline, fixes)
        pipeline.execute()


def add_to(pipeline, fixes: list[Fix]) -> None:
    """Queue the fixes in a pipeline of redis-py, plain or asyncio; they are accepted when it has been executed."""
    for start in range(0, len(fixes), FIXES_PER_ENTRY):
        body = orjson.dumps([tuple(fix) for fix in fixes[start : start + FIXES_PER_ENTRY]])
        pipeline.xadd(key(), {"f": body}, maxlen=LONGEST, approximate=True)


def fixes_of(entry: dict[bytes, bytes]) -> Iterator[Fix]:
    try:
        yield from [Fix(*values) for values in orjson.loads(entry[b"f"])]
    except (KeyError, TypeError, orjson.JSONDecodeError):
        logger.exception("Not an entry of ours; passed over: %r", entry)  # it must not stop those after it
