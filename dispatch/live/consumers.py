"""The socket of a console, station page or terminal: ``/ws/console/``.

Server → client, one JSON object a text frame: ``hello``, ``snapshot``, ``event``, ``positions``, ``heartbeat``,
``pong``.
Client → server: ``{"kind": "ping"}``, and ``{"kind": "snapshot"}`` to ask for the picture anew (when the heartbeat's
digest differs from its own sums). Close codes: 4401 not signed in (any more), 4403 no role opens a live page,
4409 what the user may see has changed: connect again.
"""

import asyncio
import time
from collections import deque
from contextlib import suppress

import orjson
import redis
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from dispatch.live import snapshot, watch
from dispatch.live.broadcaster import TICK_S
from dispatch.live.groups import group_of_user, scope_of
from dispatch.live.hub import Hub

LONGEST_MESSAGE = 1_000
REMEMBERED_EVENTS = 64
PICTURE_EVERY_S = 1.0


class ConsoleConsumer(AsyncWebsocketConsumer):
    # What another kind of socket (a wall's) does otherwise: how its picture is read, and who may keep it open.
    read_picture = staticmethod(snapshot.snapshot)
    check = staticmethod(watch.check)

    async def connect(self) -> None:
        self.hub, self.visible, self.dismissed = None, None, False
        self.seen = deque(maxlen=REMEMBERED_EVENTS)
        self.shown = 0  # the first position frame must be the full picture
        self.delivery: asyncio.Task | None = None
        self.pictured = 0.0  # when a picture was last asked for
        self.groups_joined: frozenset[str] = frozenset()
        await self.accept()  # refused after accepting: a browser learns the code of an open socket only
        self.user = await self.who()
        if self.user is None:
            return await self.dismiss(watch.NOT_SIGNED_IN)
        self.visible = await database_sync_to_async(self.scope_for)(self.user)
        if self.visible is None:
            return await self.dismiss(watch.NO_RIGHT)
        self.groups_joined = self.visible.groups | {self.own_group()}
        for group in self.groups_joined:
            await self.channel_layer.group_add(group, self.channel_name)
        hub = Hub.of_this_process()
        await self.send(text_data=await self._hello(hub))
        await self.send(text_data=await hub.snapshot(self))  # taken after subscribing: nothing falls between
        self.hub = hub
        hub.join(self)

    async def who(self):
        """Whose socket it is; ``None``: nobody's."""
        return self.scope["user"] if self.scope["user"].is_authenticated else None

    scope_for = staticmethod(scope_of)

    def own_group(self) -> str:
        return group_of_user(self.user.pk)

    def introduction(self) -> dict:
        """What the hello says beside the time: who is listening."""
        return {"user": {"username": self.user.username, "name": self.user.name}}

    async def _hello(self, hub: Hub) -> str:
        frame = {"kind": "hello", "at": timezone.now(), "tick_ms": round(TICK_S * 1000), **self.introduction()}
        return orjson.dumps({**frame, "digest": await hub.digest(self)}).decode()

    async def disconnect(self, code) -> None:
        self.dismissed = True
        if self.hub is not None:
            self.hub.leave(self)
        with suppress(redis.RedisError):  # gone with the groups it kept
            for group in self.groups_joined:
                await self.channel_layer.group_discard(group, self.channel_name)

    async def dismiss(self, code: int) -> None:
        """Close for a reason; whatever is still queued for this socket is not sent."""
        if self.hub is not None:
            self.hub.leave(self)
        if not self.dismissed:
            self.dismissed = True
            await self.close(code)

    def listener(self) -> watch.Listener:
        session = self.scope["session"]
        return watch.Listener(self, self.user.pk, session.session_key, session.get("_auth_user_hash", ""))

    async def dispatch(self, message) -> None:
        """As in Channels, without its trip to a thread per message: events touch no database here."""
        await getattr(self, message["type"].replace(".", "_"))(message)

    async def receive(self, text_data=None, bytes_data=None) -> None:
        kind = _kind_of(text_data)
        if kind == "ping":
            await self.send(text_data=orjson.dumps({"kind": "pong", "at": timezone.now()}).decode())
        elif kind == "snapshot" and self.hub is not None and time.monotonic() - self.pictured > PICTURE_EVERY_S:
            self.pictured = time.monotonic()
            await self.send(text_data=await self.hub.snapshot(self))

    async def live_event(self, message: dict) -> None:
        """Hand on one event, once: a socket in two of its groups gets it twice."""
        if self.dismissed or message["id"] in self.seen:
            return
        self.seen.append(message["id"])
        if "unit" in message and self.hub is not None:
            self.hub.broadcaster.set_state(*message["unit"])
        await self.send(text_data=message["text"])

    @property
    def busy(self) -> bool:
        return self.dismissed or (self.delivery is not None and not self.delivery.done())

    def offer(self, frame: str) -> bool:
        """Start sending a frame that may be skipped, unless the last one is still on its way (a slow line)."""
        if self.busy:
            return False
        self.delivery = asyncio.create_task(self.base_send({"type": "websocket.send", "text": frame}))
        self.delivery.add_done_callback(lambda task: task.cancelled() or task.exception())  # a gone line is no news
        return True


def _kind_of(text: str | None) -> str | None:
    if not text or len(text) > LONGEST_MESSAGE:
        return None
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return said.get("kind") if isinstance(said, dict) else None
