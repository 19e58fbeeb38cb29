"""Where two streets meet."""

from collections.abc import Sequence

from django.contrib.gis.geos import Point
from django.db import connection
from django.utils.translation import gettext as _

from maps.geocoding.candidates import Candidate
from maps.geocoding.labels import crossing_label, local_name
from maps.geocoding.match import Match, MatchKind
from maps.geocoding.scored import Scored, weigh

MOST_EACH = 8
WORST = 0.6
CROSSING_M = 20.0
# Streets that do not share a node but end this near to each other (a roundabout, a square between them).
NEAR_M = 120.0
NEARLY = 0.88


def crossing_matches(pairs: Sequence[tuple[str, str]], pool: list[Candidate], language: str) -> list[Match]:
    """Matches for every pair of folded street names, true crossings first, else where the streets come nearest."""
    streets = [one for one in pool if one.kind == "s"]
    matches: list[Match] = []
    for a, b in pairs:
        left, right = (weigh(side.split(), streets, worst=WORST)[:MOST_EACH] for side in (a, b))
        if not left or not right:
            continue
        met = _meeting(left, right)
        if met:
            matches += [_match(*one, language) for one in met]
        else:
            matches += _nearest(left[0], right[0], language)
    return matches


def _meeting(left: list[Scored], right: list[Scored]) -> list[tuple[Scored, Scored, float, float]]:
    a, b = {one.candidate.ref: one for one in left}, {one.candidate.ref: one for one in right}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a, b, ST_X(point), ST_Y(point) FROM basemap.gazetteer_crossings WHERE a = ANY(%s) AND b = ANY(%s)",
            [list(a), list(b)],
        )
        return [(a[one], b[other], lon, lat) for one, other, lon, lat in cursor.fetchall()]


def _match(a: Scored, b: Scored, lon: float, lat: float, language: str) -> Match:
    return Match(
        label=crossing_label(_name(a, language), _name(b, language)),
        detail=a.candidate.town,
        kind=MatchKind.CROSSING,
        point=Point(lon, lat, srid=4326),
        uncertainty_m=CROSSING_M,
        score=(a.score * b.score) ** 0.5,
        street=_name(a, language),
        ref=f"crossing:{a.candidate.ref}:{b.candidate.ref}",
    )


def _nearest(a: Scored, b: Scored, language: str) -> list[Match]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Length(line::geography), ST_X(ST_Centroid(line)), ST_Y(ST_Centroid(line)) FROM ("
            " SELECT ST_ShortestLine(a.geom, b.geom) AS line FROM basemap.gazetteer_streets AS a,"
            " basemap.gazetteer_streets AS b WHERE a.id = %s AND b.id = %s) AS between_them",
            [a.candidate.ref, b.candidate.ref],
        )
        row = cursor.fetchone()
    if row is None or row[0] > NEAR_M:
        return []
    gap, lon, lat = row
    detail = _("the streets do not meet; this is where they come nearest, %(metres)d m apart") % {"metres": round(gap)}
    crossing = _match(a, b, lon, lat, language)
    return [
        crossing._replace(
            detail=" · ".join(filter(None, [crossing.detail, detail])),
            uncertainty_m=round(gap / 2 + 30.0),
            score=crossing.score * NEARLY,
            verified=False,
        )
    ]


def _name(street: Scored, language: str) -> str:
    one = street.candidate
    return local_name(one.name, one.name_zh, one.name_en, language)
