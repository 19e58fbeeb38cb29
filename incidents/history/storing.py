"""From the file into the table in one transaction: COPY beside it, places turned to WGS-84, stations found, moved over.

A worker that dies takes everything of it along and leaves the import owed; the next one begins anew.
"""

import csv
import io
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db import InternalError, connection, transaction

from incidents.history import columns
from incidents.history.models import Datum, HistoryImport
from incidents.history.reading import Event, Plan, Wrong, event
from incidents.kinds.models import Kind
from maps.datum.gcj02 import to_wgs84

SHOWN = 200  # errors on the page; all of them are in the file
TOLD_EVERY = 5_000
FAR_M = 50_000
KEPT_S = 3600

TABLES = """
DROP TABLE IF EXISTS pg_temp.history_rows, pg_temp.history_spots;
CREATE TEMP TABLE history_rows (n int, at timestamptz, x float8, y float8, kind_id bigint, source text)
    ON COMMIT DROP;
"""
COPY = "COPY history_rows (n, at, x, y, kind_id, source) FROM STDIN"
TYPES = ["int4", "timestamptz", "float8", "float8", "int8", "text"]
# Places repeat: each is turned and looked up once.
SPOTS = """
CREATE TEMP TABLE history_spots ON COMMIT DROP AS
SELECT x, y, {point} AS point, NULL::bigint AS organisation_id, NULL::bigint AS area_id, false AS far
  FROM (SELECT DISTINCT x, y FROM history_rows) AS spots
"""
GENTLE = """
CREATE OR REPLACE FUNCTION pg_temp.gently(x float8, y float8, epsg int) RETURNS geometry LANGUAGE plpgsql AS $$
BEGIN
    RETURN ST_Transform(ST_SetSRID(ST_MakePoint(x, y), epsg), 4326);
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$
"""
NOWHERE = """
UPDATE history_spots SET point = NULL WHERE NOT (ST_X(point) BETWEEN -180 AND 180 AND ST_Y(point) BETWEEN -90 AND 90)
"""
STATIONS = """
UPDATE history_spots AS spot SET organisation_id = found.organisation_id, area_id = found.area_id
  FROM (SELECT DISTINCT ON (s.x, s.y) s.x, s.y, o.id AS organisation_id, a.id AS area_id
          FROM history_spots s
          JOIN maps_area a ON ST_Intersects(a.geom, s.point)
          JOIN units_organisation o ON o.area_id = a.id AND o.kind = 'station' AND o.active
                                   AND starts_with(o.path, %s)
         ORDER BY s.x, s.y, ST_Area(a.geom), o.code) AS found
 WHERE found.x = spot.x AND found.y = spot.y
"""
FAR = """
UPDATE history_spots SET far = true
 WHERE organisation_id IS NULL AND (point IS NULL OR NOT EXISTS (
    SELECT FROM maps_area a JOIN units_organisation o ON o.area_id = a.id AND starts_with(o.path, %s)
     WHERE ST_DWithin(a.geom::geography, history_spots.point::geography, %s)))
"""
HAS_AREAS = "SELECT EXISTS (SELECT FROM units_organisation WHERE area_id IS NOT NULL AND starts_with(path, %s))"
STRAYS = """
SELECT r.n, r.x, r.y, s.point IS NULL FROM history_rows r JOIN history_spots s USING (x, y) WHERE s.far ORDER BY r.n
"""
FIGURES = """
SELECT count(*), count(*) FILTER (WHERE s.organisation_id IS NULL),
       min((r.at AT TIME ZONE %s)::date), max((r.at AT TIME ZONE %s)::date)
  FROM history_rows r JOIN history_spots s USING (x, y) WHERE NOT s.far
"""
MOVE = """
INSERT INTO incidents_historicevent (imported_id, at, day, point, kind_id, organisation_id, area_id, source)
SELECT %s, r.at, (r.at AT TIME ZONE %s)::date, s.point, r.kind_id, coalesce(s.organisation_id, %s), s.area_id, r.source
  FROM history_rows r JOIN history_spots s USING (x, y) WHERE NOT s.far ORDER BY r.at, r.n
"""


def progress_of(row: HistoryImport) -> dict:
    """``{"done", "of", "stage"}`` of a check or import under way; what another process knows of it. Only while the
    stage is "reading" are rows counted: the others are one statement each."""
    return {"done": 0, "of": row.rows, "stage": "waiting", **cache.get(_key(row.pk), {})}


def forget_progress(row: HistoryImport) -> None:
    """Of an earlier check, before the next one begins."""
    cache.delete(_key(row.pk))


def _tell(row: HistoryImport, stage: str, done: int) -> None:
    cache.set(_key(row.pk), {"done": done, "of": row.rows, "stage": stage}, KEPT_S)


def _key(pk: int) -> str:
    return f"history:{pk}"


def plan_of(row: HistoryImport) -> Plan:
    places = {head: place for place, head in enumerate(row.header)}
    keys = dict(Kind.objects.values_list("code", "pk"))
    return Plan(
        header=row.header,
        columns={role: places[head] for role, head in row.columns.items() if head},
        date_order=row.date_order,
        zone=ZoneInfo(row.time_zone),
        kinds={word: keys.get(code) if code else None for word, code in row.kinds.items()},
        patrol_words=frozenset(word.casefold() for word in row.patrol_words),
        degrees=row.datum != Datum.EPSG,
    )


def store(row: HistoryImport, now: datetime, *, keep: bool) -> None:
    """Read the file of ``row`` and fill in what was found; with ``keep`` its events are stored. In a transaction."""
    began = time.perf_counter()
    content, plan = zlib.decompress(bytes(row.file.content)), plan_of(row)  # no question may be asked during a COPY
    wrong = _Errors()
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        with cursor.copy(COPY) as copy:
            copy.set_types(TYPES)
            for number, found in _events(content, row, plan, wrong, now):
                copy.write_row((number, found.at, found.x, found.y, found.kind, "patrol" if found.patrol else "call"))
        _tell(row, "places", row.rows)
        cursor.execute("ANALYZE history_rows")
        _spots(cursor, row, wrong)
        cursor.execute(FIGURES, [row.time_zone, row.time_zone])
        row.good, row.outside, row.first_day, row.last_day = cursor.fetchone()
        if keep:
            _tell(row, "storing", row.rows)
            cursor.execute(MOVE, [row.pk, row.time_zone, row.organisation_id])
    row.bad, row.left_out, row.reasons, row.errors = wrong.count, wrong.left_out, dict(wrong.by_code), wrong.first
    row.file.errors = zlib.compress(wrong.text().encode("utf-8-sig"))
    row.seconds = round(time.perf_counter() - began, 2)


def _events(
    content: bytes, row: HistoryImport, plan: Plan, wrong: "_Errors", now: datetime
) -> Iterator[tuple[int, Event]]:
    turn = _turning(row.datum)
    for number, cells in enumerate(columns.rows(content, row.encoding, row.delimiter), 2):
        found = event(cells, plan, now)
        if isinstance(found, Event):
            yield number, turn(found)
        elif found is None:
            wrong.left_out += 1
        else:
            wrong.add(number, found)
        if number % TOLD_EVERY == 0:
            _tell(row, "reading", number)


def _turning(datum: str) -> Callable[[Event], Event]:
    if datum != Datum.GCJ02:
        return lambda found: found
    known: dict[tuple[float, float], tuple[float, float]] = {}

    def turn(found: Event) -> Event:
        pair = (found.x, found.y)
        if pair not in known:
            known[pair] = to_wgs84(*pair)
        return found._replace(x=known[pair][0], y=known[pair][1])

    return turn


def _spots(cursor, row: HistoryImport, wrong: "_Errors") -> None:
    if row.datum == Datum.EPSG:
        given = [row.epsg]
        try:
            with transaction.atomic():
                cursor.execute(SPOTS.format(point="ST_Transform(ST_SetSRID(ST_MakePoint(x, y), %s), 4326)"), given)
        except InternalError:  # one of them does not exist there: find out which
            cursor.execute(GENTLE)
            cursor.execute(SPOTS.format(point="pg_temp.gently(x, y, %s)"), given)
    else:
        cursor.execute(SPOTS.format(point="ST_SetSRID(ST_MakePoint(x, y), 4326)"))
    path = row.organisation.path
    cursor.execute(NOWHERE)
    cursor.execute("ANALYZE history_spots")
    cursor.execute(STATIONS, [path])
    cursor.execute(HAS_AREAS, [path])
    if cursor.fetchone()[0]:
        cursor.execute(FAR, [path, FAR_M])
    else:
        cursor.execute("UPDATE history_spots SET far = true WHERE point IS NULL")
    cursor.execute(STRAYS)
    head = row.columns["x"]
    for number, x, y, nowhere in cursor.fetchall():
        wrong.add(number, Wrong(head, f"{x:g}, {y:g}", "projection" if nowhere else "far"))


class _Errors:
    """Rows that cannot be used: counted, the first of them kept for the page, all of them for the file."""

    def __init__(self) -> None:
        self.count, self.left_out = 0, 0
        self.by_code: Counter[str] = Counter()
        self.first: list[list] = []
        self._rows: list[tuple[int, Wrong]] = []

    def add(self, number: int, wrong: Wrong) -> None:
        self.count += 1
        self.by_code[wrong.code] += 1
        if len(self.first) < SHOWN:
            self.first.append([number, *wrong])
        self._rows.append((number, wrong))

    def text(self) -> str:
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(["row", "field", "value", "error"])
        table.writerows((number, *wrong) for number, wrong in sorted(self._rows))
        return out.getvalue()
