"""What an open socket is to those who serve it: the hub and the broadcaster know no more of it."""

from collections.abc import Callable
from typing import Any, Protocol

from dispatch.live.groups import Scope


class Listening(Protocol):
    user: Any
    visible: Scope
    behind: bool  # the next position frame must be the full picture
    read_picture: Callable[[Any], str]
    check: Callable[[list], list[tuple[Any, Any, Scope | None]]]

    def listener(self) -> Any:
        """This socket as its ``check`` knows it."""

    def offer(self, frame: str) -> bool:
        """Start sending a frame that may be skipped; False when the line is still busy with the last one."""

    async def dismiss(self, code: int) -> None: ...
