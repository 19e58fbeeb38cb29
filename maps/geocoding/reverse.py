"""From a point to words: the address at it, else the street beside it, else the nearest known place."""

from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maps.geocoding.candidates import has_gazetteer
from maps.geocoding.labels import address_label, local_name
from maps.geocoding.match import Match, MatchKind

DOOR_WITHIN_M, STREET_WITHIN_M, PLACE_WITHIN_M = 40.0, 300.0, 20_000.0
# The index orders by degrees; among the few nearest so, the true nearest in metres is taken.
NEAREST = """
SELECT * FROM (
    SELECT {columns}, ST_Distance({geom}::geography, p.at::geography) AS metres
    FROM {table}, (SELECT ST_SetSRID(ST_MakePoint(%s, %s), 4326) AS at) AS p
    WHERE {where} ORDER BY {geom} <-> p.at LIMIT 12
) AS few ORDER BY metres LIMIT 1
"""


def reverse(point: Point, *, language: str = "") -> Match | None:
    """The words for ``point`` (WGS-84): an address within 40 m, a street within 300 m, a place within 20 km, or None.

    ``uncertainty_m`` is how far the named thing lies from the point, or the usual of its kind if that is more.
    """
    if not has_gazetteer():
        return None
    language = language or get_language() or "zh-hans"
    return _door(point, language) or _street(point, language) or _place(point, language)


def _door(point: Point, language: str) -> Match | None:
    row = _nearest(
        point,
        "n.id, n.number, n.city, n.postcode, n.interpolated, s.name, s.name_zh, s.name_en",
        "basemap.gazetteer_numbers AS n JOIN basemap.gazetteer_streets AS s ON s.id = n.street",
        "n.point",
        "n.main",
    )
    if row is None or row[-1] > DOOR_WITHIN_M:
        return None
    ref, number, city, postcode, interpolated, name, name_zh, name_en, metres = row
    street = local_name(name, name_zh, name_en, language)
    return Match(
        label=address_label(street, number),
        detail=_joined(" ".join(filter(None, [postcode, city])), _away(metres)),
        kind=MatchKind.ADDRESS,
        point=point,
        uncertainty_m=float(round(max(15.0, metres))),
        score=1.0,
        street=street,
        number=number,
        ref=f"door:{ref}",
        verified=not interpolated,
    )


def _street(point: Point, language: str) -> Match | None:
    row = _nearest(
        point, "s.id, s.name, s.name_zh, s.name_en, s.town", "basemap.gazetteer_streets AS s", "s.geom", "true"
    )
    if row is None or row[-1] > STREET_WITHIN_M:
        return None
    ref, name, name_zh, name_en, town, metres = row
    street = local_name(name, name_zh, name_en, language)
    return Match(
        label=street,
        detail=_joined(town, _away(metres)),
        kind=MatchKind.STREET,
        point=point,
        uncertainty_m=float(round(max(50.0, metres))),
        score=0.9,
        street=street,
        ref=f"street:{ref}",
    )


def _place(point: Point, language: str) -> Match | None:
    names = "basemap.gazetteer_names AS g"
    row = _nearest(point, "g.kind, g.ref, g.name, g.name_zh, g.name_en", names, "g.point", "g.kind IN ('p', 't')")
    if row is None or row[-1] > PLACE_WITHIN_M:
        return None
    kind, ref, name, name_zh, name_en, metres = row
    return Match(
        label=local_name(name, name_zh, name_en, language),
        detail=_away(metres),
        kind=MatchKind.PLACE,
        point=point,
        uncertainty_m=float(round(max(40.0, metres))),
        score=0.8,
        ref=f"{'osm-place' if kind == 'p' else 'settlement'}:{ref}",
        verified=False,
    )


def _nearest(point: Point, columns: str, table: str, geom: str, where: str) -> tuple[Any, ...] | None:
    query = NEAREST.format(columns=columns, table=table, geom=geom, where=where)
    with connection.cursor() as cursor:
        cursor.execute(query, [point.x, point.y])
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def _away(metres: float) -> str:
    return _("%(metres)d m away") % {"metres": round(metres)} if metres >= 10 else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
