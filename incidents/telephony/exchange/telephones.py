"""The telephones: each INVITE is a call to the person behind its number, who does what their habit says.

``log``: every call is told there, as one JSON line each for what arrived and what was done: the telephones' own memory,
which tests hold against the rows of whoever called.
"""

import asyncio
import json
import secrets
import time
from collections import Counter
from pathlib import Path

from incidents.telephony.exchange import sip
from incidents.telephony.exchange.habits import Habit, habit_of
from incidents.telephony.exchange.sound import Sound

USER_OF_EVERY_CALL = "desk"


class Telephones(asyncio.DatagramProtocol):
    """``pace``: 0.1 makes persons ten times as quick. ``password``: asked of every caller (user ``desk``) if set.

    ``challenge``: how it is asked for: 401, as by a telephone or registrar, or 407, as by a proxy.
    """

    def __init__(
        self,
        *,
        pace: float = 1.0,
        log: Path | None = None,
        password: str = "",
        challenge: int = 401,
        speech: bytes = b"",
    ) -> None:
        self.pace, self.log, self.password, self.challenge, self.speech = pace, log, password, challenge, speech
        self.calls: dict[str, Call] = {}
        self.before: Counter[str] = Counter()
        self.nonce = secrets.token_hex(16)
        self.transport: asyncio.DatagramTransport | None = None
        self.tasks: set[asyncio.Task] = set()
        self.address = ("", 0)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self.transport = transport
        self.address = transport.get_extra_info("sockname")[:2]

    @property
    def contact(self) -> str:
        return f"sip:telephone@{self.address[0]}:{self.address[1]}"

    def datagram_received(self, data: bytes, sender: tuple[str, int]) -> None:
        message = sip.parse(data)
        if message is None or not message.method:
            return
        call = self.calls.get(message.call_id)
        if message.method == "INVITE":
            self._invited(message, sender, call)
        elif message.method == "OPTIONS":
            self._answer(message, sender, 200)
        elif call is not None:
            call.told(message, sender)
        elif message.method != "ACK":
            self._answer(message, sender, 481)

    def _invited(self, message: sip.Message, sender: tuple[str, int], call: "Call | None") -> None:
        if call is not None:
            call.again(message, sender)  # its packet, or our answer, got lost
            return
        if self.password and not sip.digest_is_right(
            message, user=USER_OF_EVERY_CALL, password=self.password, nonce=self.nonce
        ):
            header = {401: "WWW-Authenticate", 407: "Proxy-Authenticate"}[self.challenge]
            asked = f'{header}: Digest realm="muster", nonce="{self.nonce}", algorithm=MD5'
            self._answer(message, sender, self.challenge, extra=(asked,))
            return
        number = message.number
        habit = habit_of(number, self.before[number])
        self.before[number] += 1
        call = self.calls[message.call_id] = Call(self, message, sender, habit)
        self.tell(call, "invited", caller=message.one("from"), nth=self.before[number])
        task = asyncio.get_running_loop().create_task(call.run())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _answer(self, message: sip.Message, sender, status: int, extra: tuple[str, ...] = ()) -> None:
        self.send(sip.response(message, status, tag=secrets.token_hex(4), contact=self.contact, extra=extra), sender)

    def send(self, data: bytes, to: tuple[str, int]) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.sendto(data, to)

    def tell(self, call: "Call", what: str, **more) -> None:
        if self.log is not None:
            line = {"at": time.time(), "what": what, "number": call.number, "call_id": call.invite.call_id, **more}
            with self.log.open("a", encoding="utf-8") as out:
                out.write(json.dumps({**line, "habit": call.habit.name}) + "\n")


class Call:
    """One call at the telephone."""

    def __init__(self, phones: Telephones, invite: sip.Message, caller: tuple[str, int], habit: Habit) -> None:
        self.phones, self.invite, self.caller, self.habit = phones, invite, caller, habit
        self.number = invite.number
        self.tag = secrets.token_hex(6)
        self.sequence = 1
        self.last = b""
        self.over = asyncio.Event()
        self.acknowledged = asyncio.Event()
        self.media: asyncio.DatagramTransport | None = None

    async def run(self) -> None:
        try:
            await self._ring()
            await asyncio.sleep(5)  # late packets of this call are still known
        finally:
            if self.media is not None:
                self.media.close()
            self.phones.calls.pop(self.invite.call_id, None)

    async def _ring(self) -> None:
        self._respond(100)
        habit = self.habit
        if habit.answer not in (404, 486):
            self._respond(180)
            self.phones.tell(self, "rings")
        if habit.answer == 0:
            await self.over.wait()
            return
        if await self._over_within(habit.rings):
            return
        if habit.answer != 200:
            self._respond(habit.answer)
            self.phones.tell(self, f"answered {habit.answer}")
            return
        await self._talk()

    async def _talk(self) -> None:
        wanted = sip.media_of(self.invite.body)
        if wanted is None:
            self._respond(486)
            return
        loop = asyncio.get_running_loop()
        self.media, _protocol = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=(self.phones.address[0], 0)
        )
        port = self.media.get_extra_info("sockname")[1]
        self._respond(200, sip.sdp_of(self.phones.address[0], port, wanted[2]))
        self.phones.tell(self, "answered 200")
        for _try in range(6):  # our 200 may have got lost: say it again until it is acknowledged
            if await _set_within(self.acknowledged, 0.5) or self.over.is_set():
                break
            self.phones.send(self.last, self.caller)
        await self._listen(Sound(self.media, wanted[:2], wanted[2]))

    async def _listen(self, sound: Sound) -> None:
        habit = self.habit
        if habit.key and not await self._over_within(habit.key_after):
            self.phones.tell(self, f"pressed {habit.key}")
            if habit.by == "info":
                body = f"Signal={habit.key}\r\nDuration=160\r\n"
                self._ask("INFO", body, "application/dtmf-relay")
            else:
                await sound.press(habit.key)
            if habit.speaks and not await self._over_within(4.0):
                await sound.speak(self.phones.speech)
                self._hang_up()
        if habit.hangs_up_after is not None and not await self._over_within(habit.hangs_up_after):
            self._hang_up()
        await self.over.wait()

    def told(self, message: sip.Message, sender: tuple[str, int]) -> None:
        if message.method == "ACK":
            self.acknowledged.set()
            return
        self.phones.send(sip.response(message, 200, tag=self.tag, contact=self.phones.contact), sender)
        if message.method == "CANCEL" and not self.over.is_set():
            self._respond(487)
            self.phones.tell(self, "cancelled")
            self.over.set()
        elif message.method == "BYE" and not self.over.is_set():
            self.phones.tell(self, "caller hung up")
            self.over.set()

    def again(self, message: sip.Message, sender: tuple[str, int]) -> None:
        self.caller = sender
        if self.last:
            self.phones.send(self.last, sender)

    def _respond(self, status: int, body: str = "") -> None:
        self.last = sip.response(self.invite, status, tag=self.tag, contact=self.phones.contact, body=body)
        self.phones.send(self.last, self.caller)

    def _ask(self, method: str, body: str = "", kind: str = "") -> None:
        self.sequence += 1
        self.phones.send(
            sip.request(
                method,
                self.invite,
                tag=self.tag,
                sequence=self.sequence,
                contact=self.phones.contact,
                branch=secrets.token_hex(6),
                body=body,
                kind=kind,
            ),
            self.caller,
        )

    def _hang_up(self) -> None:
        self._ask("BYE")
        self.phones.tell(self, "hung up")
        self.over.set()

    async def _over_within(self, seconds: float) -> bool:
        return await _set_within(self.over, seconds * self.phones.pace)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
