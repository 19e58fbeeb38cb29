"""What a position message means for us: fixes, lines for the log, danger."""

from typing import NamedTuple

from units.jt808.messages import Kind, Result, position, positions
from units.jt808.queries import Binding
from units.positions.fix import Fix
from units.positions.taking import logged, understood
from units.terminals.log import Entry


class Sending(NamedTuple):
    """``result``: what to acknowledge once the fixes are safe. ``place``: lon, lat of a pressed button, if known."""

    fixes: list[Fix]
    lines: list[Entry]
    result: Result
    emergency: bool
    place: tuple[float, float] | None


def said_in(kind: int, body: bytes, binding: Binding, received_at: float) -> Sending:
    """Raises ``messages.Unreadable``."""
    read = [position(body)] if kind == Kind.POSITION else positions(body)
    fixes, lines, place = [], [], None
    for one in read:
        said = {"lon": one.lon, "lat": one.lat, "at": one.at, "speed": one.speed, "heading": one.heading}
        said["fixed"] = one.fixed
        fix = understood(said, binding.unit_id, binding.gcj02, received_at)
        lines.append(logged(said, fix, received_at))
        if isinstance(fix, Fix):
            fixes.append(fix)
            if one.emergency and one.fixed:
                place = (fix.lon, fix.lat)
    # A message with some good fixes is taken; its bad ones stand in the log. Without a unit nothing was taken.
    result = Result.DONE if fixes or not read else Result.WRONG if binding.unit_id else Result.FAILED
    # What was kept while there was no line tells of a button that was pressed then: that, too, must be heard.
    return Sending(fixes, lines, result, any(one.emergency for one in read), place)
