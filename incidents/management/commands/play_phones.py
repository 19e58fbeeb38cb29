"""manage.py play_phones: the simulated exchange of demo and drills, until it is stopped."""

import asyncio
from pathlib import Path

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from incidents.telephony.exchange.serve import name_line, open_exchange, reason_spoken, serve
from incidents.telephony.trunks import on_this_machine


class Command(BaseCommand):
    help = "Simulated telephones with habits, by real SIP on this machine; drills and the demo call nobody else."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--listen", default=settings.MUSTER["PHONES_LISTEN"], help="address:port of this machine")
        parser.add_argument("--pace", type=float, default=1.0, help="0.1: ten times as quick")
        parser.add_argument("--log", type=Path, help="what every telephone heard and did, as JSON lines")

    def handle(self, *args, **options) -> None:
        host, _colon, port = options["listen"].rpartition(":")
        if not port.isdigit() or not on_this_machine(host):
            raise CommandError("--listen names an address of this machine and a port, such as 127.0.0.1:5070.")
        try:
            asyncio.run(self._run(host, int(port), options))
        except OSError as error:
            raise CommandError(f"Cannot listen on {options['listen']}: {error.strerror}.") from None

    async def _run(self, host: str, port: int, options: dict) -> None:
        phones = await open_exchange(host, port, pace=options["pace"], log=options["log"], speech=reason_spoken())
        trunk = await sync_to_async(name_line)(phones.address)
        self.stdout.write(f"{trunk.name}: {trunk.server}")
        await serve(phones)
