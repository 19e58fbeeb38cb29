"""The telephone's own sound: keys as RFC 4733 events, speech as G.711 A-law, in packets of 20 ms."""

import asyncio
import secrets
import struct
import wave
from pathlib import Path

PACKET_S, SAMPLES = 0.02, 160
PCMA = 8
EVENTS = "0123456789*#"


class Sound:
    """One stream towards the caller."""

    def __init__(self, transport: asyncio.DatagramTransport, to: tuple[str, int], events: int) -> None:
        self._transport, self._to, self._events = transport, to, events
        self._sequence, self._time, self._source = secrets.randbelow(1 << 15), 0, secrets.randbits(32)

    async def press(self, key: str) -> None:
        """Hold the key for 160 ms; the last packet goes three times, as the standard asks."""
        for step in range(1, 11):
            last = step > 8
            body = struct.pack("!BBH", EVENTS.index(key), (0x80 if last else 0) | 10, SAMPLES * min(step, 8))
            self._send(self._events, body, mark=step == 1)
            await asyncio.sleep(PACKET_S)
        self._time += SAMPLES * 10

    async def speak(self, alaw: bytes) -> None:
        for begin in range(0, len(alaw), SAMPLES):
            self._send(PCMA, alaw[begin : begin + SAMPLES].ljust(SAMPLES, b"\xd5"), mark=begin == 0)
            self._time += SAMPLES
            await asyncio.sleep(PACKET_S)

    def _send(self, kind: int, body: bytes, *, mark: bool) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        head = struct.pack("!BBHII", 0x80, kind | (0x80 if mark else 0), self._sequence, self._time, self._source)
        self._transport.sendto(head + body, self._to)


def alaw_of(path: Path) -> bytes:
    """A WAV file (8 kHz, mono, 16 bit) as A-law."""
    with wave.open(str(path), "rb") as file:
        samples = struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes()))
    return bytes(_alaw(sample) for sample in samples)


def _alaw(sample: int) -> int:
    """One 16 bit sample by ITU-T G.711."""
    sign = 0x80 if sample >= 0 else 0
    size = min(sample if sample >= 0 else -sample - 1, 32635) >> 4
    if size < 32:
        value = size >> 1
    else:
        exponent = size.bit_length() - 5
        value = ((exponent) << 4) | ((size >> exponent) & 0x0F)
    return (value | sign) ^ 0x55
