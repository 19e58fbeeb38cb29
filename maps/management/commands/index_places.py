"""``manage.py index_places``"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from maps.geocoding.index import rebuild


class Command(BaseCommand):
    """Every import of a base map does this by itself; needed only after an upgrade of Muster."""

    help = "Build the address search anew from the base map in use."

    def handle(self, *args: Any, **options: Any) -> None:
        """Report the names and the time, or that there is no map."""
        began = time.monotonic()
        try:
            count = rebuild()
        except ProgrammingError as error:
            raise CommandError("There is no base map yet: import one with manage.py import_basemap.") from error
        self.stdout.write(f"{count:,} names indexed in {time.monotonic() - began:.1f} s.")
