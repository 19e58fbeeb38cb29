"""What an open socket is to those who serve it: the hub and the broadcaster know no more of it."""

from collections.abc import Callable
from typing import Any, Protocol

from dispatch.live.groups import Scope


class Listening(Protocol):
    user: Any
    visible: Scope
    shown: int  # the last tick whose positions it was given; 0: none yet, it must get all of them
    read_picture: Callable[[Any], str]
    check: Callable[[list], list[tuple[Any, Any, Scope | None]]]

    def listener(self) -> Any:
        """This socket as its ``check`` knows it."""

    @property
    def busy(self) -> bool:
        """Whether the last frame offered is still on its way."""

    def offer(self, frame: str) -> bool:
        """Start sending a frame that may be skipped; False when the line is still busy with the last one."""

    async def dismiss(self, code: int) -> None: ...
