"""``manage.py import_basemap FILE.osm.pbf``: put an OpenStreetMap extract on the map."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from maps.basemap.actions import import_basemap
from maps.basemap.errors import BasemapError


class Command(BaseCommand):
    help = "Imports an OpenStreetMap extract (.osm.pbf) and puts it in place of the base map in use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="an extract in PBF format")
        parser.add_argument("--sha256", default="", help="refuse the file when its SHA-256 is another one")
        parser.add_argument("--quiet", action="store_true", help="say nothing unless it fails")

    def handle(self, *args: Any, **options: Any) -> None:
        tell = (lambda line: None) if options["quiet"] else self.stdout.write
        try:
            basemap = import_basemap(options["file"], sha256=options["sha256"], tell=tell)
        except BasemapError as error:
            raise CommandError(str(error)) from error
        tell(f"base map {basemap.version} from {basemap.source} in {basemap.seconds:.1f} s")
