"""What every door for one device at a time does with what it read: which unit, which datum, stream, log, danger."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser

from maps.datum.gcj02 import to_wgs84
from units.positions import stream
from units.positions.fix import Fix
from units.positions.queries import units_of_sender
from units.positions.reading import checked_fix
from units.terminals import log
from units.terminals.danger import declare_danger
from units.terminals.models import Datum, Terminal

Said = dict[str, Any]  # lon, lat, at (seconds since 1970) and what else ``Fix`` has; ``emergency``: SOS
NO_UNIT = "no_unit"


def unit_of(terminal: Terminal) -> int | None:
    """The unit that a device on board, or the phone of somebody on shift, speaks for now. A gateway speaks for many, so
    without a call sign for none."""
    if terminal.gateway:
        return None
    units = units_of_sender(terminal.user or AnonymousUser(), terminal, [])
    return next(iter(units.values()), None) if units else None


def understood(said: Said | str, unit_id: int | None, gcj02: bool, received_at: float) -> Fix | str:
    """A fix in WGS-84, or why there is none. What the reader refused comes in, and goes out, as its reason."""
    if isinstance(said, str):
        return said
    values = {name: value for name, value in said.items() if name != "emergency"}
    fix = checked_fix(unit_id or 0, received_at=received_at, **values)
    if isinstance(fix, str):
        return fix
    if gcj02:
        lon, lat = to_wgs84(fix.lon, fix.lat)
        fix = fix._replace(lon=lon, lat=lat)
    return fix if unit_id is not None else NO_UNIT


def logged(said: Said | str, fix: Fix | str, received_at: float) -> log.Entry:
    """The line in the terminal's log."""
    if isinstance(fix, Fix):
        return log.Entry(received_at, "", fix.unit_id, fix.at, fix.lon, fix.lat, fix.accuracy, fix.battery)
    return log.Entry(received_at, fix)  # where somebody is who is not on shift is nobody's business


def take(terminal: Terminal, said: Sequence[Said | str], received_at: float) -> list[Fix | str]:
    """Accept what can be accepted: it is in the stream when this returns. For each, the fix or why it was refused.

    Raises ``redis.RedisError``: nothing was accepted (a danger that was declared stays declared).
    """
    unit_id = unit_of(terminal)
    fixes = [understood(one, unit_id, terminal.datum == Datum.GCJ02, received_at) for one in said]
    for one, fix in zip(said, fixes, strict=True):
        if isinstance(one, dict) and one.get("emergency"):
            place = {"lon": fix.lon, "lat": fix.lat} if isinstance(fix, Fix) and fix.fixed else {}
            declare_danger(terminal, unit_id, at=received_at, **place)
    good = [fix for fix in fixes if isinstance(fix, Fix)]
    redis_ = stream.connection()
    if stream.room.stale:
        stream.room.note(redis_.memory_usage(stream.key(), samples=5))
    with redis_.pipeline(transaction=True) as pipeline:
        if good:
            stream.add_to(pipeline, good)
        log.add_to(pipeline, terminal.pk, [logged(*pair, received_at) for pair in zip(said, fixes, strict=True)])
        pipeline.execute()
    _note_battery(terminal, good)
    return fixes


def _note_battery(terminal: Terminal, fixes: list[Fix]) -> None:
    """Written when it changes by a percent: a phone that stands still costs nothing."""
    level = next((fix.battery for fix in reversed(fixes) if fix.battery is not None), None)
    if level is not None and (terminal.battery is None or abs(level - terminal.battery) >= 0.01):
        Terminal.objects.filter(pk=terminal.pk).update(battery=level)
