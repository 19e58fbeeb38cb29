"""``manage.py build_router FILE.osm.pbf``"""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from maps.routing.build import BuildError, build


class Command(BaseCommand):
    """Build the routing tiles and swap them in; a running router takes them up within seconds."""

    help = "Build routing tiles from an OpenStreetMap extract and swap them in whole."
    requires_system_checks: list[str] = []  # type: ignore[assignment]

    def add_arguments(self, parser: CommandParser) -> None:
        """One file."""
        parser.add_argument("file", type=Path, help="an extract, .osm.pbf")

    def handle(self, *args: Any, **options: Any) -> None:
        """Report the folder and the time, or a reason."""
        began = time.monotonic()
        try:
            folder = build(options["file"], Path(settings.MUSTER["ROUTER_DIR"]))
        except BuildError as error:
            raise CommandError(f"{error} The old routing tiles are still in use.") from error
        self.stdout.write(f"Routing tiles {folder.name} built in {time.monotonic() - began:.1f} s.")
