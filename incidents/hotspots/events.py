"""What counts as an event: imported ones and live incidents that are closed. Never simulated ones; patrols' only if
asked for. One statement for the runs, the map and the scoreboard."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray

from incidents.hotspots.inputs import Inputs
from units.organisations.models import Organisation

# Details (the fourth step) count as their subtype, so that a series is not cut into pieces by how it was typed in.
EVENTS = """
WITH branch AS (SELECT id, code FROM units_organisation WHERE starts_with(path, %(path)s)),
types AS (SELECT k.id, CASE WHEN k.depth > 3 THEN t.code ELSE k.code END AS code
            FROM incidents_kind k LEFT JOIN incidents_kind t ON t.id = k.parent_id),
events AS (
    SELECT at, day, point, kind_id, organisation_id, source = 'patrol' AS patrol, '' AS ref
      FROM incidents_historicevent WHERE day BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT called_at, (called_at AT TIME ZONE %(zone)s)::date, point, coalesce(found_kind_id, kind_id),
           organisation_id, channel = 'patrol', code
      FROM incidents_incident
     WHERE state IN ('closed', 'archived') AND NOT simulated AND nature = 'report'
       AND called_at >= %(first)s::date::timestamp AT TIME ZONE %(zone)s
       AND called_at < (%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s)
SELECT {columns}
  FROM events e JOIN branch b ON b.id = e.organisation_id JOIN types t ON t.id = e.kind_id
 WHERE (%(patrol)s OR NOT e.patrol) AND NOT (t.code ^@ ANY (%(left_out)s::text[]))
"""
WHERE = "ST_Transform(e.point, %(srid)s)"
COLUMNS = f"""e.day - %(first)s::date,
       round(ST_X({WHERE})::numeric, 1)::float8, round(ST_Y({WHERE})::numeric, 1)::float8,
       t.code, b.code, extract(epoch FROM e.at)::bigint, e.ref"""
GATHER = EVENTS.format(columns=COLUMNS) + " ORDER BY e.at, 2, 3, t.code, b.code, e.ref"
SPAN = f"SELECT min(day), max(day), count(*) FROM ({EVENTS.format(columns='e.day')}) AS found"


COUNT = f"""SELECT count(*) FROM ({EVENTS.format(columns="e.day")}
   AND t.code = %(kind)s
   AND (%(outline)s::text IS NULL OR ST_Intersects(e.point, ST_GeomFromEWKT(%(outline)s)))) AS found"""


class Counted(NamedTuple):
    """``days``: of the span, from the first day on that the bureau has any event at all."""

    count: int
    days: int


class Cases(NamedTuple):
    """Of one kind. ``day``: from ``first``; ``xy`` (n, 2): metres in the plane of ``srid``; ``station``: codes."""

    first: date
    srid: int
    day: NDArray[np.int32]
    xy: NDArray[np.float64]
    station: NDArray[np.str_]

    def among(self, first: date, last: date) -> NDArray[np.bool_]:
        """Which of them lie on these days."""
        return (self.day >= (first - self.first).days) & (self.day <= (last - self.first).days)


def _facts(organisation: Organisation, first: date, last: date, patrol: bool, left_out: list[str], **more) -> dict:
    zone = settings.TIME_ZONE
    return {
        "path": organisation.path, "first": first, "last": last, "zone": zone, "patrol": patrol,
        "left_out": left_out, **more,
    }  # fmt: skip


def gather(organisation: Organisation, last: date, days: int, *, patrol: bool, left_out: list[str]) -> Inputs:
    """Events of the organisation and all below it on the ``days`` up to ``last``, oldest first."""
    first = last - timedelta(days=days - 1)
    srid = plane_of(organisation)
    with connection.cursor() as cursor:
        cursor.execute(GATHER, _facts(organisation, first, last, patrol, left_out, srid=srid))
        rows = cursor.fetchall()
    day, x, y, kind, station, at, refs = zip(*rows, strict=True) if rows else ((),) * 7
    kinds, of_kind = np.unique(np.array(kind, str), return_inverse=True)
    stations, of_station = np.unique(np.array(station, str), return_inverse=True)
    return Inputs(
        first=first,
        days=days,
        srid=srid,
        kinds=tuple(map(str, kinds)),
        stations=tuple(map(str, stations)),
        refs=tuple(refs),
        day=np.array(day, np.int32),
        x=np.array(x, np.float64),
        y=np.array(y, np.float64),
        kind=of_kind.astype(np.int32),
        station=of_station.astype(np.int32),
        at=np.array(at, np.int64),
    )


def cases_of(organisation: Organisation, kind: str, first: date, last: date) -> Cases:
    """Events of a kind on these days, the organisation's and those of all below it; not those of patrols."""
    found = gather(organisation, last, (last - first).days + 1, patrol=False, left_out=[])
    of_kind = found.kind == found.kinds.index(kind) if kind in found.kinds else np.zeros(len(found), bool)
    station = np.array(found.stations, str)[found.station[of_kind]] if of_kind.any() else np.array([], str)
    return Cases(first, found.srid, found.day[of_kind], np.stack([found.x, found.y], axis=1)[of_kind], station)


def span(organisation: Organisation) -> tuple[date | None, date | None, int]:
    """First day, last day and number of all events there are, patrols' and kinds left out included."""
    facts = _facts(organisation, date(1970, 1, 1), date(2999, 1, 1), True, [])
    with connection.cursor() as cursor:
        cursor.execute(SPAN, facts)
        return cursor.fetchone()


def count_in(organisation: Organisation, kind: str, first: date, last: date, *, outline=None) -> Counted:
    """Events of a kind on these days, within ``outline`` (WGS-84) or anywhere; not those of patrols."""
    begin = span(organisation)[0]
    facts = _facts(organisation, first, last, False, [], kind=kind, outline=outline.ewkt if outline else None)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, facts)
        (count,) = cursor.fetchone()
    return Counted(count, 0 if begin is None else max(0, (last - max(first, begin)).days + 1))


def plane_of(organisation: Organisation) -> int:
    """EPSG code of the UTM zone in whose plane the bureau's metres are counted; by its areas, else by its events."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT ST_X(c), ST_Y(c) FROM (SELECT ST_Centroid(ST_Collect(g)) AS c FROM (
                   SELECT ST_Envelope(a.geom) AS g FROM maps_area a JOIN units_organisation o ON o.area_id = a.id
                    WHERE starts_with(o.path, %s)) areas) middle WHERE c IS NOT NULL
               UNION ALL
               (SELECT ST_X(e.point), ST_Y(e.point) FROM incidents_historicevent e
                 JOIN units_organisation o ON o.id = e.organisation_id WHERE starts_with(o.path, %s)
                ORDER BY e.id LIMIT 1)
               LIMIT 1""",
            [organisation.path, organisation.path],
        )
        lon, lat = cursor.fetchone() or (0.0, 0.0)
    zone = min(int((lon + 180) // 6) + 1, 60)
    return (32600 if lat >= 0 else 32700) + zone
