"""What JT/T 808 messages say. Pure: bodies in, values and answers out. Source: JT/T 808-2013 and -2019, chapter 8.

Clocks are Beijing time (GMT+8) whatever the country, speed is in 0.1 km/h, degrees are × 10⁶ with their signs in the
status word.
"""

from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum
from struct import pack, unpack_from
from typing import NamedTuple

BEIJING = timezone(timedelta(hours=8))
BASIC = 28  # bytes of a position before what may follow it
EMERGENCY = 1 << 0  # alarm word: the button was pressed
FIXED, SOUTH, WEST = 1 << 1, 1 << 2, 1 << 3  # status word


class Kind(IntEnum):
    GENERAL_ANSWER = 0x0001
    HEARTBEAT = 0x0002
    LOGOUT = 0x0003
    ASK_TIME = 0x0004
    REGISTER = 0x0100
    AUTHENTICATE = 0x0102
    POSITION = 0x0200
    POSITIONS = 0x0704
    PLATFORM_ANSWER = 0x8001
    PLATFORM_TIME = 0x8004
    REGISTER_ANSWER = 0x8100


class Result(IntEnum):
    """In the platform's general answer."""

    DONE = 0
    FAILED = 1
    WRONG = 2
    UNKNOWN_KIND = 3


class Registered(IntEnum):
    """In the answer to a registration."""

    DONE = 0
    VEHICLE_TAKEN = 1
    NO_SUCH_VEHICLE = 2
    TERMINAL_TAKEN = 3
    NO_SUCH_TERMINAL = 4


class Unreadable(ValueError):
    """The body is not what its kind says."""


class Registering(NamedTuple):
    """``device``: the terminal's own number, by which it is the same one after a change of its SIM card."""

    maker: str
    model: str
    device: str
    plate: str


class Position(NamedTuple):
    """Degrees as sent (the datum is a setting of the terminal), seconds since 1970, m/s. ``at`` is None when the clock
    is no time at all."""

    lon: float
    lat: float
    at: float | None
    speed: float
    heading: float
    fixed: bool
    emergency: bool


def registering(body: bytes, of_2019: bool) -> Registering:
    """0x0100, in the three lengths that the versions of 2011, 2013 and 2019 gave its fields."""
    maker, model, device = (11, 30, 30) if of_2019 else (5, 20, 7) if len(body) >= 37 else (5, 8, 7)
    if len(body) < 4 + maker + model + device + 1:
        raise Unreadable("registration too short")
    at = 4
    words = []
    for length in (maker, model, device):
        words.append(text(body[at : at + length]))
        at += length
    return Registering(words[0], words[1], words[2], text(body[at + 1 :]))


def authentication(body: bytes, of_2019: bool) -> str:
    """0x0102: the code. (What 2019 sends after it, IMEI and software version, is of no use here.)"""
    if of_2019:
        if not body or len(body) < 1 + body[0]:
            raise Unreadable("authentication too short")
        return text(body[1 : 1 + body[0]])
    return text(body)


def position(body: bytes) -> Position:
    """0x0200. What follows the basic part may be anything that makers thought of; it is left alone."""
    if len(body) < BASIC:
        raise Unreadable("position too short")
    alarm, status, lat, lon, _altitude, speed, heading = unpack_from(">IIIIhHH", body)
    return Position(
        lon=(-lon if status & WEST else lon) / 1e6,
        lat=(-lat if status & SOUTH else lat) / 1e6,
        at=moment(body[22:28]),
        speed=speed / 36,
        heading=float(heading),
        fixed=bool(status & FIXED),
        emergency=bool(alarm & EMERGENCY),
    )


def positions(body: bytes) -> list[Position]:
    """0x0704: what was kept while there was no line, each as in 0x0200 with its length before it."""
    if len(body) < 3:
        raise Unreadable("batch too short")
    [count], at, found = unpack_from(">H", body), 3, []
    for _one in range(count):
        if len(body) < at + 2:
            raise Unreadable("batch shorter than its count")
        [length] = unpack_from(">H", body, at)
        if len(body) < at + 2 + length:
            raise Unreadable("batch cut off")
        found.append(position(body[at + 2 : at + 2 + length]))
        at += 2 + length
    return found


def moment(bcd: bytes) -> float | None:
    """Seconds since 1970 of ``YYMMDDhhmmss`` in Beijing."""
    digits = bcd.hex()
    try:
        year, month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(0, 12, 2))
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=BEIJING).timestamp()
    except ValueError:
        return None


def text(raw: bytes) -> str:
    """GBK without the zeros and blanks that fill a field; what is no text, in hexadecimal digits."""
    word = raw.strip(b"\x00 ").decode("gbk", "replace").strip()
    return word if word.isprintable() and "\ufffd" not in word else raw.strip(b"\x00 ").hex()


def platform_answer(serial: int, kind: int, result: Result) -> bytes:
    return pack(">HHB", serial, kind, result)


def register_answer(serial: int, result: Registered, code: str = "") -> bytes:
    return pack(">HB", serial, result) + code.encode("gbk")


def time_answer(now: float) -> bytes:
    """0x8004 (2019): UTC, unlike all other clocks of the protocol."""
    return bytes.fromhex(datetime.fromtimestamp(now, UTC).strftime("%y%m%d%H%M%S"))
