"""The picture as it was: positions and states of a stretch of time, thinned so that an answer stays small.

Two clocks: ``shown`` is what consoles showed then (by the time things reached us: a fix that came late was never on the
map); ``was`` is how it really was, as far as is known now (by the devices' and the buttons' own time).
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import connection

from units.positions.verdict import AHEAD_S, OLD_S, Verdict

CLOCKS = ("shown", "was")
MOST_ROWS = 40_000
LONGEST = timedelta(hours=1)  # of one answer
FORGOTTEN = timedelta(hours=1)  # older fixes are not on the map: HIDDEN_S of static/js/dispatch/map-units.js

FIX = "unit_id, extract(epoch FROM {clock} - %(zero)s)::float8, lon, lat, heading, speed"
FIX += ", extract(epoch FROM at - %(zero)s)::float8"
BEFORE = f"""
    SELECT last.* FROM unnest(%(units)s::bigint[]) AS one(id)
     CROSS JOIN LATERAL (
        SELECT {FIX} FROM units_track
         WHERE unit_id = one.id AND verdict = ANY(%(verdicts)s)
           AND at > %(forgotten)s AND at <= %(since)s + %(ahead)s
           AND received_at > %(forgotten)s - %(ahead)s AND received_at <= %(since)s + %(late)s
           AND {{clock}} <= %(since)s
         ORDER BY at DESC LIMIT 1) last
"""
WITHIN = f"""
    SELECT DISTINCT ON (unit_id, floor(extract(epoch FROM {{clock}} - %(zero)s) / %(step)s)) {FIX}
      FROM units_track
     WHERE unit_id = ANY(%(units)s) AND verdict = ANY(%(verdicts)s)
       AND at > %(since)s - %(old)s AND at <= %(until)s + %(ahead)s
       AND received_at > %(since)s - %(ahead)s AND received_at <= %(until)s + %(late)s
       AND {{clock}} > %(since)s AND {{clock}} <= %(until)s
     ORDER BY unit_id, floor(extract(epoch FROM {{clock}} - %(zero)s) / %(step)s), {{clock}} DESC, at DESC
"""
UNITS = """
    (SELECT DISTINCT ON (unit_id) unit_id, extract(epoch FROM shown.{clock} - %(zero)s)::float8, shown.state, one.code
       FROM dispatch_unitshown shown LEFT JOIN incidents_incident one ON one.id = shown.incident_id
      WHERE unit_id = ANY(%(units)s) AND shown.{clock} <= %(since)s
      ORDER BY unit_id, shown.{clock} DESC, shown.id DESC)
    UNION ALL
    (SELECT unit_id, extract(epoch FROM shown.{clock} - %(zero)s)::float8, shown.state, one.code
       FROM dispatch_unitshown shown LEFT JOIN incidents_incident one ON one.id = shown.incident_id
      WHERE unit_id = ANY(%(units)s) AND shown.{clock} > %(since)s AND shown.{clock} <= %(until)s
      ORDER BY shown.{clock}, shown.id LIMIT %(most)s)
"""
INCIDENT = """one.code, extract(epoch FROM shown.{clock} - %(zero)s)::float8, shown.state, shown.level,
        ST_X(shown.point), ST_Y(shown.point), shown.uncertainty_m, shown.place, kind.name_zh, kind.name_en"""
INCIDENTS_FROM = """dispatch_incidentshown shown JOIN incidents_incident one ON one.id = shown.incident_id
       JOIN incidents_kind kind ON kind.id = shown.kind_id WHERE shown.incident_id = ANY(%(incidents)s)"""
INCIDENTS = f"""
    (SELECT DISTINCT ON (shown.incident_id) {INCIDENT} FROM {INCIDENTS_FROM} AND shown.{{clock}} <= %(since)s
      ORDER BY shown.incident_id, shown.{{clock}} DESC, shown.id DESC)
    UNION ALL
    (SELECT {INCIDENT} FROM {INCIDENTS_FROM} AND shown.{{clock}} > %(since)s AND shown.{{clock}} <= %(until)s
      ORDER BY shown.{{clock}}, shown.id LIMIT %(most)s)
"""


def picture(
    units: list[int],
    incidents: list[int],
    since: datetime,
    until: datetime,
    *,
    zero: datetime,
    step_s: float = 1.0,
    clock: str = "shown",
) -> dict[str, Any]:
    """Rows to be taken one after the other; times in seconds after ``zero``. Each list begins with what was so before.

    ``fixes``: ``[unit id, t, lon, lat, heading, speed, device's t]``, the last of each unit in each ``step`` seconds;
    ``units``: ``[unit id, t, state, incident's code]``;
    ``incidents``: ``[code, t, state, level, lon, lat, uncertainty, place, kind zh, kind en]``.
    ``step``: as asked for, or longer when more than ``MOST_ROWS`` fixes would come. Guard ids with ``visible_to``.
    """
    step = max(step_s, ceil(len(units) * (until - since).total_seconds() / MOST_ROWS), 0.5)
    shown = clock == "shown"
    asked = {
        "units": units,
        "incidents": incidents,
        "since": since,
        "until": until,
        "zero": zero,
        "step": step,
        "verdicts": [Verdict.TRUE] if shown else [Verdict.TRUE, Verdict.LATE],
        "forgotten": since - FORGOTTEN,
        "ahead": timedelta(seconds=AHEAD_S),
        "old": timedelta(seconds=OLD_S) if shown else timedelta(0),
        "late": timedelta(0) if shown else timedelta(seconds=OLD_S),
        "most": MOST_ROWS,
    }
    fixed, said = ("received_at", "at") if shown else ("at", "since")
    fixes = _rows(BEFORE.format(clock=fixed), asked) + _rows(WITHIN.format(clock=fixed), asked)
    return {
        "step": step,
        "fixes": sorted(map(_rounded, fixes), key=lambda row: row[1]),
        "units": _rows(UNITS.format(clock=said), asked),
        "incidents": _rows(INCIDENTS.format(clock=said), asked),
    }


def _rows(statement: str, asked: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()


def _rounded(row: tuple) -> list:
    unit, t, lon, lat, heading, speed, at = row
    tidy = [None if one is None else round(one, 1) for one in (heading, speed)]
    return [unit, round(t, 1), round(lon, 6), round(lat, 6), *tidy, round(at, 1)]
