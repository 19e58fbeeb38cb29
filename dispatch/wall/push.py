"""Telling one wall that its settings or scenes were changed."""

from dispatch.live.push import publish
from dispatch.wall.models import Display
from dispatch.wall.viewer import group_of_display


def tell_wall(display: Display) -> None:
    """After the commit. Its page compares versions at each connection, so what Redis loses is caught up with."""
    row = {"name": display.name, "version": display.version}
    frame = {"kind": "event", "verb": "display.changed", "subject": "display", "code": display.name, **row, "row": row}
    publish([group_of_display(display.pk)], frame)
