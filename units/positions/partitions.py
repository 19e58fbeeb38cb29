"""Partitions of ``units_track``: one a day (UTC) of ``received_at``, made ahead, dropped whole."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection

AHEAD_DAYS = 2


def name_of(day: date) -> str:
    return f"units_track_{day:%Y%m%d}"


def make_partitions(days: Iterable[date]) -> None:
    """Make what is missing; asking first, because making (even "if not exists") would stop readers of the table."""
    with connection.cursor() as cursor:
        for day in sorted(set(days)):
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name_of(day)])
            if not cursor.fetchone()[0]:
                cursor.execute(
                    f"CREATE TABLE IF NOT EXISTS {name_of(day)} PARTITION OF units_track "
                    f"FOR VALUES FROM ('{day} 00:00+00') TO ('{day + timedelta(days=1)} 00:00+00')"
                )


def make_ahead(today: date) -> None:
    """Today's partition and the next ones, so that midnight is like any other moment."""
    make_partitions(today + timedelta(days=ahead) for ahead in range(AHEAD_DAYS + 1))


def drop_before(day: date) -> list[str]:
    """Drop the partitions of all days before ``day``; returns their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'units_track'::regclass ORDER BY 1"
        )
        old = [name for (name,) in cursor.fetchall() if name < name_of(day)]
        for name in old:
            cursor.execute(f"DROP TABLE {name}")
    return old
