"""The terminal's log in the admin: what came from it lately, and why it is not on the map."""

from datetime import UTC, datetime

import redis
from django.db import connection

from units.positions import stream
from units.positions.verdict import Verdict
from units.terminals import log
from units.terminals.models import Terminal
from units.terminals.words import REASONS, VERDICTS, WAITING

VERDICTS_OF = """
    SELECT unit_id, at, received_at, lon, lat, verdict FROM units_track
     WHERE unit_id = ANY(%s) AND received_at BETWEEN %s AND %s AND at = ANY(%s)
"""


def log_context(terminal: Terminal) -> dict:
    """``lines``: newest first, ``{received_at, at, lon, lat, accuracy, battery, shown, words}``; ``down``: no Redis."""
    try:
        entries = log.read(stream.connection(), terminal.pk)
    except redis.RedisError:
        return {"lines": [], "down": True}
    verdicts = _verdicts([entry for entry in entries if not entry.reason])
    return {"lines": [_line(entry, verdicts) for entry in entries], "down": False}


def _line(entry: log.Entry, verdicts: dict) -> dict:
    verdict = None if entry.reason else verdicts.get(_key(*entry[2:4], entry.received_at, *entry[4:6]))
    words = REASONS.get(entry.reason, entry.reason) if entry.reason else VERDICTS.get(verdict, WAITING)
    return {
        **entry._asdict(),
        "received_at": _moment(entry.received_at),
        "at": None if entry.at is None else _moment(entry.at),
        "battery": None if entry.battery is None else round(entry.battery * 100),
        "shown": verdict == Verdict.TRUE,
        "words": words,
    }


def _verdicts(entries: list[log.Entry]) -> dict[tuple, Verdict]:
    if not entries:
        return {}
    received = [_moment(entry.received_at) for entry in entries]
    with connection.cursor() as cursor:
        units = list({entry.unit_id for entry in entries})
        cursor.execute(VERDICTS_OF, [units, min(received), max(received), [_moment(entry.at) for entry in entries]])
        return {
            _key(unit_id, at.timestamp(), received_at.timestamp(), lon, lat): Verdict(verdict)
            for unit_id, at, received_at, lon, lat, verdict in cursor.fetchall()
        }


def _key(unit_id: int | None, at: float | None, received_at: float, lon: float | None, lat: float | None) -> tuple:
    """What a fix is known by in stream and track: two of one batch may share their times."""
    return unit_id, round(at or 0, 3), round(received_at, 3), lon, lat


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
