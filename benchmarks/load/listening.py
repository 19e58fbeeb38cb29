"""Many consoles that note which position frame came when. Equal frames are read once, however many get them."""

import asyncio
import time
from dataclasses import dataclass, field

import orjson

from benchmarks.load.sending import Sent
from benchmarks.load.socket import Line, connect

POSITIONS = b'{"kind":"positions"'
HEAD = 80  # bytes that hold a frame's moment: with its length they say which frame it is
JOINING_AT_ONCE = 20
KEPT = 40  # frames whose bytes are kept to compare with
SAMPLE = 40  # fixes of a frame that percentiles look at


@dataclass
class Frame:
    fixes: list[int]
    bytes: bytes
    came: list[float] = field(default_factory=list)


class Consoles:
    """``heard[console]``: numbers of the frames it got. ``gaps``: seconds each console was away, one entry a time."""

    def __init__(self, sent: Sent) -> None:
        self.sent, self.frames, self.known = sent, [], {}
        self.heard: list[list[int]] = []
        self.snapshot: dict | None = None
        self.differing = self.bytes = 0
        self.gaps: list[float] = []
        self.left = False
        self.keepers: list[asyncio.Task] = []
        self.kept_open: dict[int, Line] = {}

    async def join(self, urls: list[str], headers: list[dict[str, str]]) -> None:
        """One console for each of ``headers``, at the ``urls`` in turn; the first one's snapshot is kept.

        When a line breaks, its console goes to the next of the ``urls``, as a reverse proxy sends it.
        """
        self.heard = [[] for _ in headers]
        gate = asyncio.Semaphore(JOINING_AT_ONCE)

        async def one(number: int) -> None:
            async with gate:
                line = await self._open(urls[number % len(urls)], number, headers[number], 120)
            self.keepers.append(asyncio.create_task(self._keep(urls, number, headers[number], line)))

        await one(0)
        await asyncio.gather(*(one(number) for number in range(1, len(headers))))

    async def _open(self, url: str, number: int, said: dict[str, str], patience_s: float) -> Line:
        greeted = asyncio.Event()

        def hear(_line: Line, payload: memoryview) -> None:
            self._hear(number, payload)
            if number or self.snapshot is not None:
                greeted.set()

        line = await connect(url, hear, said, reads_all=number == 0)
        self.kept_open[number] = line
        await asyncio.wait_for(greeted.wait(), patience_s)
        return line

    async def _keep(self, urls: list[str], number: int, said: dict[str, str], line: Line) -> None:
        tried = number
        while True:
            code = await line.ended
            if self.left:
                return
            gone = time.monotonic()
            if code in (4401, 4403):
                raise RuntimeError(f"A console was closed with {code}.")
            while True:
                tried += 1
                try:
                    line = await self._open(urls[tried % len(urls)], number, said, 5)
                    break
                except (OSError, TimeoutError):
                    await asyncio.sleep(0.25)
            self.gaps.append(time.monotonic() - gone)

    def _hear(self, number: int, payload: memoryview) -> None:
        now = time.time()
        self.bytes += len(payload)
        head = bytes(payload[:HEAD])
        if head.startswith(POSITIONS):
            key = (len(payload), head)
            place = self.known.get(key)
            if place is None:
                place = self.known[key] = len(self.frames)
                self.frames.append(self._read(payload))
                if place >= KEPT:
                    self.frames[place - KEPT].bytes = b""
            elif self.frames[place].bytes and bytes(payload) != self.frames[place].bytes:  # views compare slowly
                self.differing += 1
            self.frames[place].came.append(now)
            self.heard[number].append(place)
        elif number == 0 and self.snapshot is None and head.startswith(b'{"kind":"snapshot"'):
            self.snapshot = orjson.loads(payload)

    def _read(self, payload: memoryview) -> Frame:
        of = self.sent.of
        fixes = [of.get((row[0], row[1])) for row in orjson.loads(payload)["units"]]
        return Frame([number for number in fixes if number is not None], bytes(payload))

    async def leave(self) -> None:
        self.left = True
        for line in self.kept_open.values():
            line.transport.abort()
        await asyncio.gather(*self.keepers, return_exceptions=True)

    def delays(self, since: float) -> list[float]:
        """Seconds from sending to each console, of a sample of the fixes sent since then. A fix counts once a frame."""
        found = []
        first: dict[int, int] = {}
        for place, frame in enumerate(self.frames):
            for number in frame.fixes:
                first.setdefault(number, place)
        for place, frame in enumerate(self.frames):
            news = [n for n in frame.fixes if first[n] == place and self.sent.at[n] >= since]
            news = news[:: max(1, len(news) // SAMPLE)]
            found += [came - self.sent.at[n] for n in news for came in frame.came]
        return found

    def lost(self, since: float, until: float) -> int:
        """Acknowledged fixes sent in that time that a console never got, over all consoles."""
        wanted = {n for n in self.sent.acknowledged if since <= self.sent.at[n] < until}
        missing: dict[tuple, int] = {}
        total = 0
        for heard in self.heard:
            key = tuple(heard)
            if key not in missing:
                got = set()
                for place in set(heard):
                    got.update(self.frames[place].fixes)
                missing[key] = len(wanted - got)
            total += missing[key]
        return total
