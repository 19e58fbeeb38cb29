"""Fill an installation with the demo bureau."""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import ProgrammingError

from dispatch.demo.bureau import load_bureau


class Command(BaseCommand):
    help = "Load the demo bureau on the imported base map: tree, units, made-up people, kinds, limits, cameras."

    def handle(self, *args, **options) -> None:
        call_command("load_kinds", verbosity=0)
        try:
            loaded = load_bureau()
        except ProgrammingError as error:
            if "basemap." not in str(error):
                raise
            self.stderr.write("There is no base map yet: run `manage.py import_basemap FILE.osm.pbf` first.")
            raise SystemExit(1) from None
        self.stdout.write(f"Demo bureau: {loaded.stations} stations, {loaded.units} units, {loaded.cameras} cameras.")
