"""Importing past incidents: a whole file, from the upload to rows with stations, beside a bare COPY of as many rows.

Vancouver's 104,000 of 2020–2022 where the shared data is there, with their 22 neighbourhoods as station areas; as many
made-up ones otherwise.
"""

import gzip
import io
import json
import statistics
import time
from pathlib import Path
from random import Random

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection

from benchmarks.figures import Row

LIMIT_S = 120
ROUNDS = 3
MADE_UP = 104_000
TYPES = ["int4", "timestamptz", "float8", "float8", "int8", "text"]


def importing() -> Row:
    """Milliseconds of the import (check and import apart) and of the bare COPY, of several rounds the middle one."""
    from incidents.history.models import HistoricEvent
    from tests.factories import make_kind, make_user

    by, kind = make_user("analyst"), make_kind("010300").code
    text, rows = _file()
    checks, imports = [], []
    for _round in range(ROUNDS):
        row = _brought(text, by, kind)
        checks.append(row.seconds)
        imports.append(_imported(row, by))
        stored = HistoricEvent.objects.count()
        _withdrawn(row, by)
    bare = [_bare() for _round in range(ROUNDS)]
    note = f"{rows} rows, {stored} usable; check {statistics.median(checks):.1f} s; limit {LIMIT_S} s"
    ours, beside = (statistics.median(times) * 1000 for times in (imports, bare))
    return Row("import of past incidents", ours, max(imports) * 1000, "bare COPY", beside, max(bare) * 1000, note)


def _file() -> tuple[bytes, int]:
    folder = Path(settings.MUSTER["TEST_DATA"]) / "vancouver_crime"
    files = sorted(folder.glob("*.csv.gz"))
    if files:
        _areas(folder / "vancouver_neighbourhoods.geojson")
        parts = [gzip.decompress(one.read_bytes()).decode().splitlines(keepends=True) for one in files]
        lines = parts[0] + [line for part in parts[1:] for line in part[1:]]
        return "".join(lines).encode(), len(lines) - 1
    from tests.factories import make_station

    make_station()
    chance, out = Random(1), io.StringIO()
    out.write("TYPE,YEAR,MONTH,DAY,HOUR,MINUTE,X,Y\n")
    for _row in range(MADE_UP):
        east, north = 372_703 + chance.gauss(0, 500), 4_843_838 + chance.gauss(0, 500)
        out.write(
            f"Theft,{chance.randint(2020, 2022)},{chance.randint(1, 12)},{chance.randint(1, 28)},9,5,{east},{north}\n"
        )
    return out.getvalue().encode(), MADE_UP


def _areas(source: Path) -> None:
    from maps.areas.models import Area
    from tests.factories import make_organisation

    for number, feature in enumerate(json.loads(source.read_text())["features"]):
        geom = GEOSGeometry(json.dumps(feature["geometry"]), srid=4326)
        geom = geom if isinstance(geom, MultiPolygon) else MultiPolygon(geom, srid=4326)
        area = Area.objects.create(code=f"van-{number}", name_en=str(number), name_zh=str(number), geom=geom)
        make_organisation(f"VAN{number}", area=area)


def _brought(text: bytes, by, kind: str):
    """Up to the check, as the pages do it."""
    from incidents.history.actions import add_file, describe, match_kinds, work_off
    from tests.factories import make_organisation

    row = add_file("history.csv", text, organisation=make_organisation(), by=by)
    plane = 32610 if "NEIGHBOURHOOD" in row.header else 32632
    said = {"datum": "epsg", "epsg": plane, "date_order": "ymd", "time_zone": "America/Vancouver", "patrol_words": []}
    row = describe(row, by=by, columns=row.columns, **said)
    row = match_kinds(row, dict.fromkeys(row.kinds, kind), by=by)
    work_off()
    row.refresh_from_db()
    return row


def _imported(row, by) -> float:
    from incidents.history.actions import start_import, work_off

    start_import(row, by=by)
    began = time.perf_counter()
    work_off()
    return time.perf_counter() - began


def _withdrawn(row, by) -> None:
    from incidents.history.actions import withdraw_import

    row.refresh_from_db()
    if row.state != "done":
        raise RuntimeError(f"the import ended as {row.state}: {row.message}")
    withdraw_import(row, by=by)


def _bare() -> float:
    """As many rows, ready made, into a bare table with the same columns and no index."""
    rows = [(number, "2022-01-01T09:05:00+00:00", 491_511.6, 5_459_023.6, 1, "call") for number in range(MADE_UP)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_rows (n int, at timestamptz, x float8, y float8, kind bigint, source text)")
        began = time.perf_counter()
        with cursor.copy("COPY bare_rows FROM STDIN") as copy:
            copy.set_types([*TYPES[:1], "text", *TYPES[2:]])
            for one in rows:
                copy.write_row(one)
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bare_rows")
    return took
