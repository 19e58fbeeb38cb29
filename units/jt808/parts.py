"""A long message comes in parts; they are put together here. Pure. One message at a time, of at most ``MOST`` parts."""

from typing import NamedTuple

from units.jt808.frames import Message
from units.jt808.messages import Unreadable

MOST = 64


class Whole(NamedTuple):
    """``answers``: the messages to acknowledge together: all parts."""

    kind: int
    body: bytes
    answers: list[Message]


class Parts:
    def __init__(self) -> None:
        self.parts: dict[int, Message] = {}
        self.first: tuple[int, int, int] | None = None

    def take(self, message: Message) -> Whole | None:
        """The whole message once its last part is here. Parts of another message drop those of the one before."""
        if message.part is None:
            return Whole(message.kind, message.body, [message])
        total, number = message.part
        if not 1 <= number <= total <= MOST:
            raise Unreadable("parts that cannot be")
        first = (message.kind, total, (message.serial - number + 1) & 0xFFFF)
        if first != self.first:
            self.parts, self.first = {}, first
        self.parts[number] = message
        if len(self.parts) < total:
            return None
        ordered = [self.parts[one] for one in range(1, total + 1)]
        self.parts, self.first = {}, None
        return Whole(message.kind, b"".join(part.body for part in ordered), ordered)
