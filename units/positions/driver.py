"""Straight to the driver, for what is asked all the time: statements prepared once, arrays in binary."""

import psycopg
from django.db import connection
from psycopg.adapt import Dumper
from psycopg.pq import Format


class Ready(bytes):
    """A parameter that is in PostgreSQL's binary form already; the statement says of which type."""


class ReadyDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Ready) -> bytes:
        return obj


def prepared() -> psycopg.Cursor:
    """A cursor of this thread's connection, and in its transaction, that takes ``execute(…, prepare=True)``."""
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    cursor.adapters.register_dumper(Ready, ReadyDumper)
    return cursor
