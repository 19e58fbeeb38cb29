"""JT/T 808 on the wire: bytes into messages and back. Pure. Source: JT/T 808-2013 and -2019, chapter 4.

A frame is ``7e``, header, body, one XOR byte, ``7e``; inside, ``7e`` is sent as ``7d 02`` and ``7d`` as ``7d 01``. The
header of 2019 has one bit more, a version byte and ten bytes of phone number instead of six.
"""

from functools import reduce
from operator import xor
from struct import pack, unpack_from
from typing import NamedTuple

EDGE = 0x7E
LONGEST_BODY = 1023
LONGEST_FRAME = 2 * (17 + 4 + LONGEST_BODY + 1)  # every byte escaped
LENGTH, ENCRYPTED, IN_PARTS, OF_2019 = 0x03FF, 0x1C00, 0x2000, 0x4000


class BadFrame(ValueError):
    """Not a frame: its words say why. The connection may go on with the next one."""


class TooLong(ValueError):
    """More bytes without an end than any frame can have: the other side speaks something else."""


class Message(NamedTuple):
    """``sender``: the phone number as its BCD bytes. ``part``: ``(how many, which from 1)`` when sent in parts."""

    kind: int
    sender: bytes
    serial: int
    body: bytes
    version: int = 0  # of 2019: the version byte; 0: 2013 or older
    of_2019: bool = False
    part: tuple[int, int] | None = None

    @property
    def phone(self) -> str:
        """The number without the zeros in front of it: the same device counts as one in both versions."""
        return self.sender.hex().lstrip("0") or "0"


class Splitter:
    """Cuts what comes in, in pieces of any size, into frames. Holds at most ``LONGEST_FRAME`` bytes."""

    def __init__(self) -> None:
        self.rest = b""

    def feed(self, piece: bytes) -> list[bytes]:
        """Whole frames without their edges, still escaped. Garbage between frames comes out as a frame that is bad."""
        *frames, self.rest = (self.rest + piece).split(b"\x7e")
        if len(self.rest) > LONGEST_FRAME or any(len(frame) > LONGEST_FRAME for frame in frames):
            self.rest = b""
            raise TooLong
        return [frame for frame in frames if frame]


def read(frame: bytes) -> Message:
    """A frame as ``Splitter`` cuts it. Raises ``BadFrame``."""
    data = unescape(frame)
    if len(data) < 13:
        raise BadFrame("shorter than a header")
    if reduce(xor, data):
        raise BadFrame("checksum")
    kind, properties = unpack_from(">HH", data)
    if properties & ENCRYPTED:
        raise BadFrame("encrypted")
    of_2019 = bool(properties & OF_2019)
    at = 5 if of_2019 else 4
    end = at + (10 if of_2019 else 6)
    body_at = end + 2 + (4 if properties & IN_PARTS else 0)
    if len(data) != body_at + (properties & LENGTH) + 1:
        raise BadFrame("length")
    part = unpack_from(">HH", data, end + 2) if properties & IN_PARTS else None
    return Message(
        kind,
        data[at:end],
        unpack_from(">H", data, end)[0],
        data[body_at:-1],
        data[4] if of_2019 else 0,
        of_2019,
        (part[0], part[1]) if part else None,
    )


def written(message: Message) -> bytes:
    """The whole frame, edges and all. Raises ``ValueError`` for a body longer than ``LONGEST_BODY``."""
    if len(message.body) > LONGEST_BODY:
        raise ValueError(f"{len(message.body)} bytes do not fit into one frame")
    properties = len(message.body) | (OF_2019 if message.of_2019 else 0) | (IN_PARTS if message.part else 0)
    head = pack(">HH", message.kind, properties)
    head += (bytes([message.version]) if message.of_2019 else b"") + message.sender + pack(">H", message.serial)
    head += pack(">HH", *message.part) if message.part else b""
    data = head + message.body
    return b"\x7e" + escape(data + bytes([reduce(xor, data)])) + b"\x7e"


def escape(data: bytes) -> bytes:
    return data.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")


def unescape(frame: bytes) -> bytes:
    """Raises ``BadFrame`` for an escape that does not exist."""
    if b"\x7d" not in frame:
        return frame
    first, *others = frame.split(b"\x7d")
    pieces = [first]
    for piece in others:
        if piece[:1] not in (b"\x01", b"\x02"):
            raise BadFrame("escape")
        pieces += (b"\x7d" if piece[0] == 1 else b"\x7e", piece[1:])
    return b"".join(pieces)
