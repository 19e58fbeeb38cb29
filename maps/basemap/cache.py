"""Tiles once drawn are kept in the shared cache, by version of the map; without the cache they are drawn anew."""

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

from maps.basemap.tiles import tile

log = logging.getLogger(__name__)
KEEP = 24 * 3600  # seconds; a dispatcher looks at the same few hundred tiles all day


def cached_tile(version: str, z: int, x: int, y: int) -> bytes:
    """As ``tiles.tile``: gzipped vector tile, b'' for an empty one."""
    key = f"tile:{version}:{z}/{x}/{y}"
    try:
        data = cache.get(key)
    except (RedisError, OSError):
        log.warning("The cache does not answer: tiles are drawn anew each time.")
        return tile(z, x, y)
    if data is None:
        data = tile(z, x, y)
        try:
            cache.set(key, data, KEEP)
        except (RedisError, OSError):
            log.warning("The cache does not answer: tile %s is not kept.", key)
    return data
