"""Readings as a plain name: streets, places, settlements, the bureau's own places and what people call them."""

from collections.abc import Iterable

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from maps.basemap.kinds import KINDS
from maps.geocoding.addresses import street_uncertainty
from maps.geocoding.candidates import Candidate
from maps.geocoding.labels import local_name
from maps.geocoding.match import Match, MatchKind
from maps.geocoding.parse import Address
from maps.geocoding.scored import Scored, weigh

MOST = 24
PLACE_M = 40.0
LARGE_M = 150.0
_LARGE = (
    "airport railway_station hospital university stadium park cemetery zoo military prison industrial beach marina mall"
    " bay island peak castle"
)
LARGE = frozenset(_LARGE.split())
SETTLEMENT_M = {"city": 3000.0, "town": 2000.0, "village": 1000.0, "suburb": 1000.0, "quarter": 600.0}
# Between equals: the street, then the town, the bureau's own, then the extract's places by rank.
PRIOR = {"s": 0.0, "t": 0.002, "b": 0.003, "a": 0.003, "p": 0.004}


def name_matches(readings: Iterable[Address], pool: list[Candidate], language: str) -> list[Match]:
    """Matches for the readings without a house number."""
    matches: list[Match] = []
    for reading in readings:
        if reading.number is None:
            matches += [_match(one, language) for one in weigh(reading.words, pool)[:MOST]]
    return matches


def _match(scored: Scored, language: str) -> Match:
    one = scored.candidate
    name = local_name(one.name, one.name_zh, one.name_en, language)
    score = scored.score - PRIOR[one.kind] - (0.001 * one.rank if one.kind == "p" else 0.0)
    point = Point(one.lon, one.lat, srid=4326)
    if one.kind == "s":
        detail, radius = one.town, street_uncertainty(one.metres)
        return Match(
            name, detail, MatchKind.STREET, point, radius, score, street=name, ref=f"street:{one.ref}", verified=False
        )
    if one.kind == "t":
        radius = SETTLEMENT_M.get(one.subkind, 400.0)
        return Match(name, one.town, MatchKind.PLACE, point, radius, score, ref=f"settlement:{one.ref}", verified=False)
    sort = str(KINDS[one.subkind][0]) if one.subkind in KINDS else one.subkind
    radius = LARGE_M if one.subkind in LARGE else PLACE_M
    detail = " · ".join(filter(None, [sort, one.town]))
    if one.kind == "a":
        called = _("called %(alias)s") % {"alias": one.raw}
        return Match(name, f"{called} · {detail}", MatchKind.ALIAS, point, radius, score, ref=f"place:{one.ref}")
    table = "osm-place" if one.kind == "p" else "place"
    return Match(name, detail, MatchKind.PLACE, point, radius, score, ref=f"{table}:{one.ref}")
