"""Nearby with a million places and ten thousand units: the API's whole answer beside the bare PostGIS statements."""

import random

from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.city import street_points
from benchmarks.figures import Row, row, side_by_side
from maps.around.outline import metres_per_degree

PLACES, UNITS, ROUNDS = 1_000_000, 10_000, 60
RADII = (500, 1_000, 3_000)  # as the console offers them
SEED = 110
# A county of 1,600 km²: a third of its places beside the streets of the extract (the city; of Vancouver 274 km²),
# the others scattered over the county around it. Searched is only in the city, where it is dense. Kinds are as often as
# in the extract.
CITY_SHARE, COUNTY_KM = 3, 40
FILL_PLACES = """
INSERT INTO basemap.places (osm_type, osm_id, name, name_zh, name_en, names, kind, rank, tags, point)
SELECT 'n', 10000000000 + n, 'Place ' || n, '', '', '{{}}', k.kind, k.rank, '{{"phone": "+1 604 000 0000"}}',
       CASE WHEN n %% {share} = 0
       THEN ST_SetSRID(ST_MakePoint(ST_X(s.point) + (random() - 0.5) / 50, ST_Y(s.point) + (random() - 0.5) / 80), 4326)
       ELSE ST_SetSRID(ST_MakePoint({lon} + (random() - 0.5) * {wide}, {lat} + (random() - 0.5) * {high}), 4326) END
FROM (SELECT n, 1 + (n / {share}) %% {streets} AS street, 1 + floor(random() * {kinds})::int AS kind
      FROM generate_series(1, %s) AS n) AS g
JOIN bench_street AS s ON s.id = g.street JOIN bench_kind AS k ON k.id = g.kind
"""
BARE = (
    "SELECT kind, count(*) FROM basemap.places WHERE ST_Intersects(point, {circle}) GROUP BY kind",
    "SELECT id, name, kind, ST_AsText(point), ST_Distance(point::geography, {origin}::geography) FROM"
    " (SELECT * FROM basemap.places WHERE ST_Intersects(point, {circle}) ORDER BY point <-> {origin} LIMIT 50) AS n",
    "SELECT u.call_sign, u.state, ST_AsText(p.point), ST_Distance(p.point::geography, {origin}::geography) AS m"
    " FROM units_lastposition p JOIN units_unit u ON u.id = p.unit_id WHERE ST_Intersects(p.point, {circle})"
    " ORDER BY m LIMIT 50",
    "SELECT u.state, count(*) FROM units_lastposition p JOIN units_unit u ON u.id = p.unit_id"
    " WHERE ST_Intersects(p.point, {circle}) GROUP BY 1",
)


def nearby(client: Client) -> Row:
    """Counts and the nearest 50 of units, cameras, places, incidents and hazards, against the bare statements."""
    streets = street_points(5_000)
    fill_places(streets)
    fill_units(streets)
    rows = [measured(client, RADII)]
    for metres in RADII:
        rows.append(measured(client, (metres,)))
        one = rows[-1]
        print(f"  {one.name}: p50 {one.p50:.1f} p95 {one.p95:.1f}, bare {one.bare_p50:.1f} {one.bare_p95:.1f} ms")
    return rows[0]


def measured(client: Client, radii: tuple[int, ...], rounds: int = ROUNDS) -> Row:
    """One line for searches of these radii in turn, at places all over the city."""
    from maps.around.reading import around_point

    points = street_points(900)[-200:]

    def ours(number: int) -> None:
        point, metres = points[number % len(points)], radii[number % len(radii)]
        asked = {"lon": point.x, "lat": point.y, "radius": metres}
        answer = client.get("/api/v1/nearby", asked)
        assert answer.status_code == 200, answer.content

    def bare(number: int) -> None:
        point, metres = points[number % len(points)], radii[number % len(radii)]
        circle = around_point(point.x, point.y, metres=metres).outline.ewkb.hex()
        origin = f"ST_SetSRID(ST_MakePoint({point.x}, {point.y}), 4326)"
        places = {"circle": f"'{circle.upper()}'::geometry", "origin": origin}
        with connection.cursor() as cursor:
            for statement in BARE:
                cursor.execute(statement.format(**places))
                cursor.fetchall()

    name = f"nearby, {PLACES:,} places, {UNITS:,} units, {'/'.join(str(metres) for metres in radii)} m"
    return row(name, "bare PostGIS", *side_by_side(ours, bare, rounds), "limit p95 300 ms, ratio 2")


def fill_places(streets: list[Point]) -> None:
    """A million more on the base map, of the extract's kinds, stored as an import leaves them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_street (id serial PRIMARY KEY, point geometry(Point, 4326))")
        cursor.executemany(
            "INSERT INTO bench_street (point) VALUES (ST_SetSRID(ST_MakePoint(%s, %s), 4326))",
            [(point.x, point.y) for point in streets],
        )
        cursor.execute("CREATE TABLE bench_kind (id serial PRIMARY KEY, kind text, rank smallint)")
        cursor.execute("INSERT INTO bench_kind (kind, rank) SELECT kind, rank FROM basemap.places")
        cursor.execute("SELECT count(*) FROM bench_kind")
        kinds = cursor.fetchone()[0]
        county = _county(streets)
        fill = FILL_PLACES.format(streets=len(streets), kinds=kinds, share=CITY_SHARE, **county)
        cursor.execute(fill, [PLACES])
        cursor.execute("CLUSTER basemap.places USING places_point_idx")
        cursor.execute("ANALYZE basemap.places")


def _county(streets: list[Point]) -> dict[str, float]:
    """Middle and size in degrees of a square of 40 km around the streets."""
    lon = sum(point.x for point in streets) / len(streets)
    lat = sum(point.y for point in streets) / len(streets)
    east, north = metres_per_degree(lat)
    return {"lon": lon, "lat": lat, "wide": COUNTY_KM * 1_000 / east, "high": COUNTY_KM * 1_000 / north}


def fill_units(streets: list[Point]) -> None:
    """Units up to ten thousand, each with a fix of now beside a street."""
    from tests import factories as make
    from units.crews.models import Unit
    from units.positions.models import LastPosition

    stations = [make.make_organisation(f"ST{number}") for number in range(1, 6)]
    chance, now = random.Random(SEED), timezone.now()
    have = Unit.objects.count()
    units = Unit.objects.bulk_create(
        Unit(call_sign=f"N{number:05d}", organisation=stations[number % 5], state=chance.choice(["free", "busy"]))
        for number in range(UNITS - have)
    )
    LastPosition.objects.bulk_create(
        LastPosition(unit=unit, point=_beside(streets[n % len(streets)], chance), at=now, received_at=now)
        for n, unit in enumerate(units)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE units_unit, units_lastposition")


def _beside(point: Point, chance: random.Random) -> Point:
    return Point(point.x + chance.uniform(-0.002, 0.002), point.y + chance.uniform(-0.001, 0.001), srid=4326)
