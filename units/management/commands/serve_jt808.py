"""``manage.py serve_jt808``: the gateway for vehicle terminals."""

import asyncio
import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from units.jt808.gateway import Gateway


class Command(BaseCommand):
    help = "Listen for vehicle terminals (JT/T 808) at MUSTER_JT808_LISTEN. Run one."

    def handle(self, *args, **options) -> None:
        host, _colon, port = settings.MUSTER["JT808_LISTEN"].rpartition(":")
        if not host or not port.isdigit():
            raise CommandError("MUSTER_JT808_LISTEN must be address:port")
        asyncio.run(self._serve(host.strip("[]"), int(port)))

    async def _serve(self, host: str, port: int) -> None:
        ended = asyncio.Event()
        for ending in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(ending, ended.set)
        gateway = Gateway()
        try:
            await gateway.start(host, port)
        except OSError as error:
            raise CommandError(f"Cannot listen at {host}:{port}: {error}") from error
        await ended.wait()
        await gateway.stop()
