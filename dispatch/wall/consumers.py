"""The socket of a wall: ``/ws/wall/<name>/``. As a console's, but of a display, and with rows that walls may show.

Close codes: 4401 not paired (any more), 4409 what the wall may see has changed: connect again.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson
from channels.db import database_sync_to_async

from dispatch.live import snapshot
from dispatch.live.consumers import ConsoleConsumer
from dispatch.live.discreet import discreet
from dispatch.live.groups import Scope
from dispatch.wall.door import of_cookie
from dispatch.wall.models import Display
from dispatch.wall.version import build
from dispatch.wall.viewer import Viewer, group_of_display, scope_of_wall, viewer_of


class PairedSocket(NamedTuple):
    """One wall's socket as the watch knows it. Paired anew, another browser has the display."""

    socket: Any
    display_id: int
    paired_at: Any


def read_picture(viewer: Viewer) -> str:
    """The consoles' snapshot, of what the wall may see, with the rows that it may show."""
    picture = orjson.loads(snapshot.snapshot(viewer))
    picture["incidents"] = [discreet(row) for row in picture["incidents"]]
    return orjson.dumps(picture).decode()


def check(listeners: Iterable[PairedSocket]) -> list[tuple[Any, Viewer | None, Scope | None]]:
    """``(socket, viewer, scope)`` of each; viewer ``None``: not paired any more."""
    listeners = list(listeners)
    displays = Display.objects.select_related("organisation").in_bulk({one.display_id for one in listeners})
    return [_answer(one, displays.get(one.display_id)) for one in listeners]


def _answer(one: PairedSocket, display: Display | None) -> tuple[Any, Viewer | None, Scope | None]:
    if display is None or not display.paired or display.paired_at != one.paired_at:
        return one.socket, None, None
    viewer = viewer_of(display)
    return one.socket, viewer, scope_of_wall(viewer)


class WallConsumer(ConsoleConsumer):
    read_picture = staticmethod(read_picture)
    check = staticmethod(check)
    scope_for = staticmethod(scope_of_wall)

    async def who(self) -> Viewer | None:
        name = self.scope["url_route"]["kwargs"]["name"]
        display = await database_sync_to_async(of_cookie)(self.scope["cookies"], name)
        return viewer_of(display) if display else None

    def own_group(self) -> str:
        return group_of_display(self.user.display.pk)

    def introduction(self) -> dict:
        display = self.user.display
        return {"display": {"name": display.name, "version": display.version}, "build": build()}

    def listener(self) -> PairedSocket:
        return PairedSocket(self, self.user.display.pk, self.user.display.paired_at)
