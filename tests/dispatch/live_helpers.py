"""A seat in the control room, as tests hold it: a signed-in session and its socket."""

import asyncio
from contextlib import asynccontextmanager
from copy import copy

import orjson
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from dispatch.asgi import application


class Seat:
    """``await frame("event")`` gives the next frame of a kind and passes over the others."""

    path = "/ws/console/"

    def __init__(self, user=None) -> None:
        self.client = Client()
        headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
        if user is not None:
            self.client.force_login(user)
            cookie = f"{settings.SESSION_COOKIE_NAME}={self.client.cookies[settings.SESSION_COOKIE_NAME].value}"
            headers.append((b"cookie", cookie.encode()))
        self.headers = headers
        self._open()

    def _open(self) -> None:
        scope = {"type": "websocket", "path": self.path, "query_string": b"", "headers": self.headers}
        # (channels.testing would need daphne, which nothing else here does)
        self.line = ApplicationCommunicator(application, {**scope, "subprotocols": []})

    def another(self) -> "Seat":
        """One more socket of the same session: a second window."""
        seat = copy(self)
        seat._open()
        return seat

    async def connect(self) -> None:
        await self.line.send_input({"type": "websocket.connect"})
        assert (await self.line.receive_output(30))["type"] == "websocket.accept"

    async def disconnect(self) -> None:
        if self.line.future is not None and not self.line.future.done():
            await self.line.send_input({"type": "websocket.disconnect", "code": 1001})
            await self.line.wait(30)

    async def say(self, text: str) -> None:
        await self.line.send_input({"type": "websocket.receive", "text": text})

    async def next(self, timeout: float) -> dict:
        message = await self.line.receive_output(timeout)
        assert message["type"] == "websocket.send", message
        return orjson.loads(message["text"])

    async def frame(self, kind: str, timeout: float = 3) -> dict:
        async with asyncio.timeout(timeout):
            while (frame := await self.next(timeout + 1))["kind"] != kind:
                pass
            return frame

    async def closed_with(self, timeout: float = 4) -> int:
        async with asyncio.timeout(timeout):
            while (message := await self.line.receive_output(timeout + 1))["type"] != "websocket.close":
                pass
            return message["code"]

    async def events(self, quiet_s: float = 0.4) -> list[dict]:
        """All events until nothing came for ``quiet_s``."""
        found = []
        while not await self.line.receive_nothing(quiet_s):
            frame = await self.next(1)
            if frame["kind"] == "event":
                found.append(frame)
        return found


@asynccontextmanager
async def seats(*users):
    """Connected seats, one for each user, past hello and snapshot (kept as ``seat.hello`` and ``seat.picture``)."""
    found = [await sync_to_async(Seat)(user) for user in users]
    try:
        for seat in found:
            await seat.connect()
            seat.hello = await seat.frame("hello")
            seat.picture = await seat.frame("snapshot")
        yield found
    finally:
        for seat in found:
            await seat.disconnect()
