"""Starts and stops what Muster stands on: PostgreSQL and Redis of this clone."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from instance import VAR, ensure_env, say
from postgres import choose_home, create_database, start_postgres
from processes import stop
from redis_server import start_redis


def make_folders() -> None:
    for folder in (VAR, VAR / "log", VAR / "stamps", VAR / "area"):
        folder.mkdir(exist_ok=True)


@contextmanager
def services() -> Iterator[None]:
    """PostgreSQL and Redis for as long as the block lasts. Only for who holds the claim (instance.claim)."""
    make_folders()
    if "MUSTER_POSTGRES_DIR" not in ensure_env(choose_home):
        say("var/muster.env names services that are not this clone's own: they are used as they are")
        yield
        return
    postgres = start_postgres()
    try:
        redis = start_redis()
        try:
            create_database()
            yield
        finally:
            stop(redis)
    finally:
        stop(postgres, signal.SIGINT, seconds=30)
