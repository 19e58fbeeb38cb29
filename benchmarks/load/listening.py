"""Many consoles that note which position frame came when. Equal frames are read once, however many get them."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import orjson

from benchmarks.load.sending import Sent
from benchmarks.load.socket import Line, connect

POSITIONS, SNAPSHOT, HELLO = b'{"kind":"positions"', b'{"kind":"snapshot"', b'{"kind":"hello"'
JOINING_AT_ONCE = 20
KEPT = 40  # frames whose bytes are kept to compare with
SAMPLE = 40  # fixes of a frame that percentiles look at


@dataclass
class Sight:
    """What the consoles of one user see: ids of units. Users who see the same share it."""

    number: int
    units: frozenset[int]


class Console:
    """``heard``: numbers of the frames it got, and ``came``: when. ``user``: who the server says that it is."""

    def __init__(self, consoles: "Consoles", cookie: str) -> None:
        self.consoles, self.cookie, self.user = consoles, cookie, ""
        self.heard: list[int] = []
        self.came: list[float] = []
        self.place: int | None = None  # of the frame that is coming
        self.greeted = asyncio.Event()
        self.line: Line | None = None

    @property
    def sight(self) -> Sight | None:
        return self.consoles.sights.get(self.user)

    def expect(self, length: int, head: bytes) -> bytes | None:
        self.place = None
        if head.startswith(POSITIONS) and self.sight is not None:
            self.place = self.consoles.known.get((self.sight.number, length, head))
            return b"" if self.place is None else self.consoles.bytes_of[self.place]
        return b"" if head.startswith(HELLO) or (head.startswith(SNAPSHOT) and self.sight is None) else None

    def hear(self, length: int, head: bytes, read: bytes | None, same: bool) -> None:
        now = time.time()
        self.consoles.bytes += length
        self.consoles.differing += not same
        if read is not None and head.startswith(HELLO):
            self.user = orjson.loads(read)["user"]["username"]
        elif read is not None and head.startswith(SNAPSHOT):
            self.consoles.learn(self.user, read)
        elif read is not None:
            self.place = self.consoles.read(self.sight.number, head, read)
        if self.place is not None:
            self.heard.append(self.place)
            self.came.append(now)
        if self.sight is not None:
            self.greeted.set()


class Consoles:
    """``snapshot``: the first console's. ``gaps``: ``(when, seconds)`` that a console's line was broken."""

    def __init__(self, sent: Sent) -> None:
        self.sent = sent
        self.frames: list[np.ndarray] = []  # numbers of the fixes in each
        self.bytes_of: list[bytes] = []
        self.known: dict[tuple[int, int, bytes], int] = {}
        self.sights: dict[str, Sight] = {}  # by user
        self.snapshot: dict | None = None
        self.all: list[Console] = []
        self.differing = self.bytes = 0
        self.gaps: list[tuple[float, float]] = []
        self.left = False
        self.keepers: list[asyncio.Task] = []

    async def join(self, urls: list[str], cookies: list[str], origin: str) -> None:
        """One console for each of ``cookies``, at the ``urls`` in turn. The first one of each user reads its snapshot.

        When a line breaks, its console goes to the next of the ``urls``, as a reverse proxy sends it.
        """
        self.all = [Console(self, cookie) for cookie in cookies]
        gate = asyncio.Semaphore(JOINING_AT_ONCE)

        async def one(number: int) -> None:
            async with gate:
                await self._open(urls[number % len(urls)], self.all[number], origin, 120)
            self.keepers.append(asyncio.create_task(self._keep(urls, number, origin)))

        await one(0)
        await asyncio.gather(*(one(number) for number in range(1, len(cookies))))

    async def _open(self, url: str, console: Console, origin: str, patience_s: float) -> None:
        console.greeted.clear()
        console.line = await connect(url, console, {"Cookie": console.cookie, "Origin": origin})
        await asyncio.wait_for(console.greeted.wait(), patience_s)

    async def _keep(self, urls: list[str], number: int, origin: str) -> None:
        console, tried = self.all[number], number
        while True:
            code = await console.line.ended
            if self.left:
                return
            gone = time.time()
            if code in (4401, 4403):
                raise RuntimeError(f"A console was closed with {code}.")
            while True:
                tried += 1
                try:
                    await self._open(urls[tried % len(urls)], console, origin, 5)
                    break
                except (OSError, TimeoutError):
                    console.line.transport.abort()
                    await asyncio.sleep(0.25)
            self.gaps.append((gone, time.time() - gone))

    def learn(self, user: str, payload: bytes) -> None:
        """What the consoles of this user see."""
        snapshot = orjson.loads(payload)
        self.snapshot = self.snapshot or snapshot
        units = frozenset(row["id"] for row in snapshot["units"])
        same = [sight for sight in self.sights.values() if sight.units == units]
        self.sights[user] = same[0] if same else Sight(len(self.sights), units)

    def read(self, sight: int, head: bytes, payload: bytes) -> int:
        """The number of a frame that is new, or that two consoles were getting at once."""
        key = (sight, len(payload), head)
        if key not in self.known:
            of, place = self.sent.of, len(self.frames)
            self.known[key] = place
            fixes = [of.get((row[0], row[1])) for row in orjson.loads(payload)["units"]]
            self.frames.append(np.array([number for number in fixes if number is not None], dtype=np.int32))
            self.bytes_of.append(payload)
            if place >= KEPT:
                self.bytes_of[place - KEPT] = b""
        elif self.bytes_of[self.known[key]] not in (b"", payload):
            self.differing += 1
        return self.known[key]

    async def leave(self) -> None:
        self.left = True
        for console in self.all:
            console.line.transport.abort()
        await asyncio.gather(*self.keepers, return_exceptions=True)

    def delays(self, since: float) -> np.ndarray:
        """Seconds from sending to each console, of a sample of the fixes sent since then. A fix counts once a console.

        (A frame may repeat fixes: one that says all that is known.)
        """
        sent_at = np.array(self.sent.at)
        news: dict[tuple[int, ...], list[np.ndarray]] = {}
        late = [np.empty(0)]
        for console in self.all:
            heard = tuple(console.heard)
            if heard not in news:
                news[heard] = list(self._news(heard, sent_at, since))
            late += [came - sent for came, sent in zip(console.came, news[heard], strict=True)]
        return np.concatenate(late)

    def _news(self, heard: tuple[int, ...], sent_at: np.ndarray, since: float) -> Iterator[np.ndarray]:
        """Of each frame: when a sample of what it was the first to say had been sent."""
        told = np.zeros(len(sent_at), dtype=bool)
        for place in heard:
            fixes = self.frames[place]
            new = fixes[~told[fixes] & (sent_at[fixes] >= since)]
            told[fixes] = True
            yield sent_at[new[:: max(1, len(new) // SAMPLE)]]

    def lost(self, since: float) -> int:
        """Acknowledged fixes sent since then that a console never got though it sees the unit, over all consoles."""
        sent_at, of_unit = np.array(self.sent.at), np.array(self.sent.units)
        acknowledged = np.zeros(len(sent_at), dtype=bool)
        acknowledged[list(self.sent.acknowledged)] = True
        wanted: dict[int, np.ndarray] = {}
        missing: dict[tuple, int] = {}
        total = 0
        for console in self.all:
            sight, key = console.sight, (console.sight.number, *console.heard)
            if sight.number not in wanted:
                wanted[sight.number] = acknowledged & (sent_at >= since) & np.isin(of_unit, list(sight.units))
            if key not in missing:
                left = wanted[sight.number].copy()
                for place in console.heard:
                    left[self.frames[place]] = False
                missing[key] = int(left.sum())
            total += missing[key]
        return total

    def back_after(self, moment: float) -> list[float]:
        """Of each console: seconds from then until it was shown a fix that was sent after it."""
        sent_at = np.array(self.sent.at)
        found = []
        for console in self.all:
            later = (
                came
                for place, came in zip(console.heard, console.came, strict=True)
                if came >= moment and (sent_at[self.frames[place]] >= moment).any()
            )
            found.append(next(later, float("inf")) - moment)
        return found
