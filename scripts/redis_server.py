"""This clone's own Redis: append-only file, password, 127.0.0.1 only."""

import signal
from urllib.parse import urlsplit

import redis
from instance import VAR, is_free, move_port, port_of, read_env
from processes import Process, start, wait_for

CONF = """bind 127.0.0.1
port {port}
requirepass {password}
dir "{home}"
appendonly yes
appendfsync everysec
save ""
daemonize no
maxclients 4000
"""


def start_redis() -> Process:
    """Start Redis; one left over from a crash is stopped first."""
    url = read_env()["MUSTER_REDIS_URL"]
    if answers():
        redis.Redis.from_url(url).shutdown()
    if not is_free(port_of(url)):
        url = move_port("MUSTER_REDIS_URL")
    home = VAR / "redis"
    home.mkdir(exist_ok=True)
    conf = home / "redis.conf"
    conf.touch(mode=0o600)
    conf.write_text(CONF.format(port=port_of(url), password=urlsplit(url).password, home=home))
    server = start(["redis-server", conf], "redis.log", signal.SIGTERM)
    wait_for("Redis", server, answers, "redis.log")
    return server


def answers() -> bool:
    """Whether our Redis answers with our password."""
    try:
        return bool(redis.Redis.from_url(read_env()["MUSTER_REDIS_URL"], socket_connect_timeout=1).ping())
    except redis.RedisError:
        return False
