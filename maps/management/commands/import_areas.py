"""``manage.py import_areas --level 10 --kind ward``: areas out of the base map's boundaries."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from maps.areas.actions import import_areas
from maps.areas.models import Area, AreaKind, AreaType
from maps.basemap.errors import BasemapError


class Command(BaseCommand):
    help = "Makes areas of the base map's administrative boundaries of one level."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--level", type=int, required=True, help="OSM admin_level: 8 municipality, 10 ward …")
        parser.add_argument("--kind", choices=AreaKind.values, default=AreaKind.WARD)
        parser.add_argument("--type", choices=AreaType.values, default=AreaType.URBAN, dest="area_type")
        parser.add_argument("--parent", help="code of the area they belong to")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = None
        if options["parent"]:
            parent = Area.objects.filter(code=options["parent"]).first()
            if parent is None:
                raise CommandError(f"There is no area with the code {options['parent']}.")
        try:
            areas = import_areas(options["level"], kind=options["kind"], area_type=options["area_type"], parent=parent)
        except BasemapError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(areas)} areas: " + ", ".join(area.code for area in areas))
