"""Running the simulated telephones, and saying on their line's row where they are."""

import asyncio
import logging
import signal
import tempfile
from pathlib import Path

from incidents.telephony import speech
from incidents.telephony.exchange.sound import alaw_of
from incidents.telephony.exchange.telephones import Telephones
from incidents.telephony.faults import LineFault
from incidents.telephony.models import Trunk

logger = logging.getLogger(__name__)
NAME = "Simulated telephones"
REASON = "我在外地，今天赶不回来。"


async def open_exchange(host: str, port: int, **options) -> Telephones:
    """Telephones that listen there (port 0: one that is free, see ``address``). Close their ``transport`` to end."""
    loop = asyncio.get_running_loop()
    _transport, phones = await loop.create_datagram_endpoint(lambda: Telephones(**options), local_addr=(host, port))
    return phones


def name_line(address: tuple[str, int]) -> Trunk:
    """The simulated exchange's row says where it listens now. What an administrator changed otherwise stays."""
    trunk, made = Trunk.objects.get_or_create(
        name=NAME,
        defaults={
            "simulated": True,
            "server": f"{address[0]}:{address[1]}",
            "user": "desk",
            "extension_digits": 5,
            "lines": 20,
            "ring_s": 20,
            "talk_s": 120,
        },
    )
    if not made:
        trunk.server, trunk.simulated = f"{address[0]}:{address[1]}", True
        trunk.fault = trunk.fault_detail = ""
        trunk.fault_at = trunk.next_try_at = None
        trunk.save()
    return trunk


def reason_spoken() -> bytes:
    """What a person with an obstacle says; silence where this machine cannot speak."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "reason.wav"
        try:
            speech.say(REASON, "zh", out)
            return alaw_of(out)
        except (LineFault, OSError) as error:
            logger.warning("The simulated telephones cannot speak: %s", error)
            return b"\xd5" * 8000


async def serve(phones: Telephones) -> None:
    """Until TERM or Ctrl-C."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()
    if phones.transport is not None:
        phones.transport.close()
