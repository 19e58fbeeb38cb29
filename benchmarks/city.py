"""The city of benchmarks: Vancouver where the test data is at hand, else the demo area; 500 units on its streets."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

UNITS = 500
SEED = 110
STREETS_SQL = """
SELECT ST_X(point), ST_Y(point) FROM (
    SELECT osm_id, ST_Transform(ST_PointN(geom, (1 + ST_NPoints(geom)) / 2), 4326) AS point
    FROM basemap.streets WHERE class IN ('primary', 'secondary', 'tertiary', 'minor')
) street ORDER BY md5(osm_id::text) LIMIT %s
"""


def extract() -> Path:
    """The .osm.pbf to measure on; a bigger city than the demo's when there is one."""
    for folder in (settings.MUSTER["TEST_DATA"] / "osm_vancouver", settings.VAR_DIR / "area"):
        for found in sorted(folder.glob("*.osm.pbf")):
            return found
    raise SystemExit("No .osm.pbf to measure on: run `make run` once, or set MUSTER_TEST_DATA.")


@contextmanager
def city() -> Iterator[dict[str, str]]:
    """Import the extract, run a router over it, fill the bureau; what processes need besides in their environment."""
    from benchmarks.live import _free_port
    from maps.routing.build import build
    from maps.routing.service import Service

    pbf = extract()
    print(f"city: {pbf.name}, {UNITS} units", flush=True)
    call_command("import_basemap", str(pbf), verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        listen = f"127.0.0.1:{_free_port()}"
        router = Service(build(pbf, Path(folder)), listen)
        before = settings.MUSTER["ROUTER_URL"]
        try:
            if not router.wait_until_it_answers():
                raise SystemExit("The router did not start.")
            settings.MUSTER["ROUTER_URL"] = f"http://{listen}"
            _fill()
            yield {"MUSTER_ROUTER_URL": f"http://{listen}"}
        finally:
            settings.MUSTER["ROUTER_URL"] = before
            router.stop()


def street_points(count: int) -> list[Point]:
    """Points on drivable streets, spread over the extract, always the same ones."""
    with connection.cursor() as cursor:
        cursor.execute(STREETS_SQL, [count])
        return [Point(lon, lat, srid=4326) for lon, lat in cursor.fetchall()]


def _fill() -> None:
    """One county over the whole extract, five stations without areas of their own, units with fresh fixes."""
    from tests import factories as make
    from units.crews.models import Unit
    from units.positions.models import LastPosition

    call_command("load_kinds", verbosity=0)
    stations = [make.make_organisation(f"ST{number}") for number in range(1, 6)]
    chance, now = random.Random(SEED), timezone.now()
    units = [
        Unit(
            call_sign=f"U{number:03d}",
            organisation=stations[number % len(stations)],
            capabilities=chance.choice([[], ["armed"], ["first_aid"], ["traffic"]]),
            state="free" if chance.random() < 0.8 else "busy",
        )
        for number in range(UNITS)
    ]
    Unit.objects.bulk_create(units)
    LastPosition.objects.bulk_create(
        LastPosition(unit=unit, point=point, at=now, received_at=now, speed=0, heading=0, accuracy=5)
        for unit, point in zip(units, street_points(UNITS), strict=False)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE units_unit, units_lastposition")
