"""A county of 1,600 km² for ``nearby``: a million places, ten thousand units with people aboard, cameras, incidents.

A third of the places stands beside the streets of the extract (the city; of Vancouver 274 km²), the others are
scattered over the county around it. Kinds are as often as in the extract. Searched is only in the city: it is dense.
"""

import random
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone

from maps.around.outline import metres_per_degree

SEED = 110
CITY_SHARE, COUNTY_KM = 3, 40
CAMERAS, INCIDENTS = 2_000, 2_000
FILL_PLACES = """
INSERT INTO basemap.places (osm_type, osm_id, name, name_zh, name_en, names, kind, rank, tags, point)
SELECT 'n', 10000000000 + n, 'Place ' || n, '', '', '{{}}', k.kind, k.rank, '{{"phone": "+1 604 000 0000"}}',
       CASE WHEN n %% {share} = 0
       THEN ST_SetSRID(ST_MakePoint(ST_X(s.point) + (random() - 0.5) / 50, ST_Y(s.point) + (random() - 0.5) / 80), 4326)
       ELSE ST_SetSRID(ST_MakePoint({lon} + (random() - 0.5) * {wide}, {lat} + (random() - 0.5) * {high}), 4326) END
FROM (SELECT n, 1 + (n / {share}) %% {streets} AS street, 1 + floor(random() * {kinds})::int AS kind
      FROM generate_series(%s, %s) AS n) AS g
JOIN bench_street AS s ON s.id = g.street JOIN bench_kind AS k ON k.id = g.kind
"""


def fill_places(streets: list[Point], begin: int, end: int) -> None:
    """Numbers ``begin`` to ``end`` on the base map, of the extract's kinds, stored as an import leaves them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('bench_street') IS NULL")
        if cursor.fetchone()[0]:
            cursor.execute("CREATE TABLE bench_street (id serial PRIMARY KEY, point geometry(Point, 4326))")
            cursor.executemany(
                "INSERT INTO bench_street (point) VALUES (ST_SetSRID(ST_MakePoint(%s, %s), 4326))",
                [(point.x, point.y) for point in streets],
            )
            cursor.execute("CREATE TABLE bench_kind (id serial PRIMARY KEY, kind text, rank smallint)")
            cursor.execute("INSERT INTO bench_kind (kind, rank) SELECT kind, rank FROM basemap.places")
        cursor.execute("SELECT count(*) FROM bench_kind")
        kinds = cursor.fetchone()[0]
        fill = FILL_PLACES.format(streets=len(streets), kinds=kinds, share=CITY_SHARE, **_county(streets))
        cursor.execute(fill, [begin, end])
        cursor.execute("CLUSTER basemap.places USING places_point_idx")
        cursor.execute("VACUUM ANALYZE basemap.places")


def _county(streets: list[Point]) -> dict[str, float]:
    """Middle and size in degrees of a square of 40 km around the streets."""
    lon = sum(point.x for point in streets) / len(streets)
    lat = sum(point.y for point in streets) / len(streets)
    east, north = metres_per_degree(lat)
    return {"lon": lon, "lat": lat, "wide": COUNTY_KM * 1_000 / east, "high": COUNTY_KM * 1_000 / north}


def fill_bureau(streets: list[Point], count: int) -> None:
    """Units up to ``count``, each with a fix of now beside a street and an officer; cameras; incidents of a day."""
    from incidents.register.models import Incident
    from tests import factories as make
    from units.cameras.models import Camera
    from units.crews.models import Unit
    from units.duty.models import Shift, ShiftMember
    from units.positions.models import LastPosition

    stations = [make.make_organisation(f"ST{number}") for number in range(1, 6)]
    chance, now = random.Random(SEED), timezone.now()
    units = Unit.objects.bulk_create(
        Unit(call_sign=f"N{number:05d}", organisation=stations[number % 5], state=chance.choice(["free", "busy"]))
        for number in range(count - Unit.objects.count())
    )
    LastPosition.objects.bulk_create(
        LastPosition(unit=unit, point=_beside(streets[n % len(streets)], chance), at=now, received_at=now)
        for n, unit in enumerate(units)
    )
    people = get_user_model()
    officers = people.objects.bulk_create(
        people(
            username=f"o{n}", name_zh=f"警员{n}", name_en=f"Officer {n}", organisation=unit.organisation, password="!"
        )
        for n, unit in enumerate(units)
    )
    times = {"begins_at": now - timedelta(hours=1), "ends_at": now + timedelta(days=7)}
    shifts = Shift.objects.bulk_create(Shift(unit=unit, organisation=unit.organisation, **times) for unit in units)
    ShiftMember.objects.bulk_create(
        ShiftMember(shift=shift, user=user, leader=True) for shift, user in zip(shifts, officers, strict=True)
    )
    Camera.objects.bulk_create(
        Camera(code=f"CAM{n}", organisation=stations[n % 5], point=_beside(streets[-n % len(streets)], chance))
        for n in range(CAMERAS)
    )
    kind = make.make_kind()
    Incident.objects.bulk_create(
        Incident(
            code=f"BENCH-{n}",
            kind=kind,
            level=1 + n % 4,
            intake_level=1 + n % 4,
            organisation=stations[n % 5],
            point=_beside(streets[n * 2 % len(streets)], chance),
            opened_at=now - timedelta(minutes=n % 1_000),
        )
        for n in range(INCIDENTS)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _beside(point: Point, chance: random.Random) -> Point:
    return Point(point.x + chance.uniform(-0.002, 0.002), point.y + chance.uniform(-0.001, 0.001), srid=4326)
