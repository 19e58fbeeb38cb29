"""What the whole answer of ``nearby`` costs in PostGIS alone: for each layer its counts and its nearest 50 with
the columns that are listed. No rights, no ORM, no JSON, no outline to be made; places are the nearest in degrees.
"""

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

METRES = "ST_Distance({point}::geography, {{origin}}::geography) AS m, ST_X({point}), ST_Y({point})"
OPEN = "i.state NOT IN ('closed', 'archived', 'invalid', 'merged')"
PLACE = (
    "id, kind, name, name_zh, name_en, tags->>'phone', tags->>'contact:phone', tags->>'opening_hours', "
    + METRES.format(point="point")
)
UNITS = (
    "FROM units_lastposition p JOIN units_unit u ON u.id = p.unit_id"
    " WHERE ST_Intersects(p.point, {shape}) AND u.active AND u.state <> 'off'"
)
OFFICERS = (
    "FROM units_lastposition p JOIN units_unit u ON u.id = p.unit_id JOIN units_shift s ON s.unit_id = u.id"
    " JOIN units_shiftmember b ON b.shift_id = s.id JOIN units_user o ON o.id = b.user_id"
    " WHERE ST_Intersects(p.point, {shape}) AND u.active AND u.state <> 'off' AND o.is_active"
    " AND s.begins_at <= now() AND s.ends_at > now() AND s.logged_off_at IS NULL"
)
CAMERAS = (
    "FROM units_camera c JOIN units_organisation g ON g.id = c.organisation_id WHERE ST_Intersects(c.point, {shape})"
)
INCIDENTS = (
    "FROM incidents_incident i JOIN incidents_kind k ON k.id = i.kind_id WHERE ST_Intersects(i.point, {shape})"
    f" AND (i.opened_at > now() - interval '{{hours}} h' OR {OPEN}) AND i.state NOT IN ('invalid', 'merged'){{flags}}"
)
FLAGS = " AND i.risk_flags && (SELECT array_agg(code) FROM incidents_riskflag WHERE officer_safety)::varchar[]"
RECENT, CAUTIONS = {"hours": 24, "flags": ""}, {"hours": 720, "flags": FLAGS}


def _layer(source: str, group: str, columns: str, point: str) -> list[str]:
    metres = METRES.format(point=point)
    return [f"SELECT {group}, count(*) {source} GROUP BY 1", f"SELECT {columns}, {metres} {source} ORDER BY m LIMIT 50"]


def _incidents(more: dict) -> list[str]:
    source = INCIDENTS.replace("{hours}", str(more["hours"])).replace("{flags}", more["flags"])
    columns = (
        "i.code, i.level, i.state, i.opened_at, i.risk_flags, i.address, i.place_typed, i.place_verified, k.code,"
        " k.name_zh, k.name_en"
    )
    return _layer(source, "i.level", columns, "i.point")


STATEMENTS = [
    *_layer(UNITS, "u.state", "u.id, call_sign, kind, state, capabilities, officers, at, heading", "p.point"),
    *_layer(OFFICERS, "u.state", "leader, o.id, o.name_zh, o.name_en, badge, telephone, call_sign, at", "p.point"),
    *_layer(CAMERAS, "''", "c.code, c.name, c.heading, g.code", "c.point"),
    *_incidents(RECENT),
    *_incidents(CAUTIONS),
    "SELECT kind, count(*) FROM basemap.places WHERE ST_Intersects(point, {shape}) GROUP BY kind",
    f"SELECT {PLACE} FROM (SELECT * FROM basemap.places WHERE ST_Intersects(point, {{shape}})"
    " ORDER BY point <-> {origin} LIMIT 50) AS n",
    f"SELECT {PLACE} FROM basemap.places WHERE ST_Intersects(point, {{shape}})"
    " AND kind = ANY('{{checkpoint,hazard,fuel}}'::text[]) AND kind <> '' ORDER BY m",
]


def run(outline: GEOSGeometry, origin: GEOSGeometry) -> None:
    """All statements, one after the other, every row fetched."""
    values = {name: f"'{one.hexewkb.decode()}'::geometry" for name, one in (("shape", outline), ("origin", origin))}
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement.format(**values))
            cursor.fetchall()
