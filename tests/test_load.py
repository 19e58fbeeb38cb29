"""The load tool hears what comes over its lines, however the network cuts it up, and counts what did not come."""

import pytest

from benchmarks.load.listening import Console, Consoles, Sight
from benchmarks.load.sending import Sent
from benchmarks.load.socket import CLOSE, PING, SCRATCH, TEXT, Line

GREETING = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"


class Transport:
    def __init__(self) -> None:
        self.said, self.closed = [], False

    def write(self, octets: bytes) -> None:
        self.said.append(octets)

    def close(self) -> None:
        self.closed = True


class Ear:
    """Expects what it has heard before; passes over what begins with ``#``."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, bytes], bytes] = {}
        self.heard: list[tuple[int, bytes | None, bool]] = []

    def expect(self, length: int, head: bytes) -> bytes | None:
        return None if head.startswith(b"#") else self.known.get((length, head), b"")

    def hear(self, length: int, head: bytes, read: bytes | None, same: bool) -> None:
        if read is not None:
            self.known[length, head] = read
        self.heard.append((length, read, same))


def frame(opcode: int, payload: bytes) -> bytes:
    length = len(payload)
    if length < 126:
        size = bytes([length])
    else:
        size = b"\x7e" + length.to_bytes(2) if length < 65_536 else b"\x7f" + length.to_bytes(8)
    return bytes([128 | opcode]) + size + payload


def line_that_got(octets: bytes, piece: int) -> Line:
    line = Line(Ear(), b"GET")
    line.connection_made(Transport())
    for start in range(0, len(octets), piece):
        part = octets[start : start + piece]
        SCRATCH[: len(part)] = part
        line.buffer_updated(len(part))
    return line


@pytest.mark.parametrize("piece", [1, 3, 127, 4_096, 1_000_000])
async def test_frames_are_heard_whole_compared_or_passed_over_however_they_come(piece):
    large, other = b"a" * 70_000, b"a" * 69_999 + b"b"
    texts = [b"hello", b"", large, large, other, b"#" + large, b"x" * 125, b"x" * 126, b"end"]
    line = line_that_got(GREETING + b"".join(frame(TEXT, text) for text in texts), piece)
    assert line.hearer.heard == [
        (5, b"hello", True),
        (0, b"", True),
        (70_000, large, True),
        (70_000, None, True),  # equal: kept nowhere
        (70_000, None, False),
        (70_001, None, True),
        (125, b"x" * 125, True),
        (126, b"x" * 126, True),
        (3, b"end", True),
    ]


@pytest.mark.parametrize("piece", [1, 1_000])
async def test_a_ping_is_answered_and_a_close_code_kept(piece):
    line = line_that_got(GREETING + frame(PING, b"?") + frame(CLOSE, (4403).to_bytes(2) + b"why"), piece)
    assert line.transport.said[1][0] == 128 | 10
    assert (line.code, line.transport.closed) == (4403, True)


async def test_a_server_that_refuses_is_left():
    line = line_that_got(b"HTTP/1.1 403 Forbidden\r\n\r\n", 9)
    assert (line.open, line.transport.closed) == (False, True)


def heard(consoles: Consoles, number: int, *rows: tuple[int, float], came: float) -> None:
    """A frame of these units and longitudes reaches a console."""
    said = ",".join(f"[{unit},{lon}]" for unit, lon in rows)
    payload = f'{{"kind":"positions","at":{came},"units":[{said}]}}'.encode()
    console = consoles.all[number]
    console.heard.append(consoles.read(console.sight.number, payload[:125], payload))
    console.came.append(came)


def test_what_a_console_sees_and_never_got_is_lost_and_nothing_else():
    sent = Sent({(1, 7.1): 0, (2, 7.2): 1, (1, 7.3): 2}, [1, 2, 1], [10.0, 10.0, 12.0], {0, 1, 2})
    consoles = Consoles(sent)
    consoles.sights = {"all": Sight(0, frozenset({1, 2})), "one": Sight(1, frozenset({1}))}
    consoles.all = [Console(consoles, ""), Console(consoles, "")]
    consoles.all[0].user, consoles.all[1].user = "all", "one"
    heard(consoles, 0, (1, 7.1), came=10.5)
    heard(consoles, 1, (1, 7.1), came=10.25)
    heard(consoles, 0, (1, 7.3), came=13.0)
    assert consoles.lost(0) == 2  # of unit 2 the first, of the second fix the other
    assert consoles.lost(11.0) == 1
    assert sorted(consoles.delays(0)) == [0.25, 0.5, 1.0]
    assert consoles.back_after(11.0) == [2.0, float("inf")]
