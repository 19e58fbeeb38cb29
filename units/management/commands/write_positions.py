"""``manage.py write_positions``: the one process that stores accepted fixes."""

import signal

from django.core.management.base import BaseCommand

from units.positions.writer import Writer


class Command(BaseCommand):
    help = "Store accepted fixes: tracks and last positions. Run one; a second one waits for the first to end."

    def handle(self, *args, **options) -> None:
        ended = []
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, lambda *_: ended.append(True))
        Writer().run(lambda: bool(ended))
