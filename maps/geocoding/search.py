"""From typed words to the places that may be meant, likeliest first."""

import math
from collections.abc import Sequence

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from maps.basemap.models import Basemap
from maps.geocoding.addresses import address_matches
from maps.geocoding.candidates import candidates, has_gazetteer, own_candidates
from maps.geocoding.coordinates import Coordinates
from maps.geocoding.crossings import crossing_matches
from maps.geocoding.fold import fold, plain
from maps.geocoding.match import Match, MatchKind
from maps.geocoding.names import name_matches
from maps.geocoding.parse import Address, ParsedQuery, parse
from maps.routing.straight import distance_m

WORST = 0.5
# A match this much behind the best is not what was meant.
FAR_BEHIND = 0.3
# How much nearness to ``near`` can outweigh; less than a typing error costs.
NEAR_BONUS, NEAR_HALF_M = 0.03, 1_500.0
SAME_PLACE_M = 60.0
MOST_TEXTS = 3
# Coordinates with fewer decimals than this name a neighbourhood, not a place: somebody must look again.
VERIFIED_WITHIN_M = 50.0


def search(text: str, *, near: Point | None = None, limit: int = 8, language: str = "zh-hans") -> list[Match]:
    """Up to ``limit`` matches for an address, crossing, place, alias or coordinates; [] when nothing fits.

    ``near`` (WGS-84) is preferred among equals: streets of the same name in several towns. Reads no clock and keeps no
    state; without an imported base map only coordinates and the bureau's own places are found.
    """
    parsed = parse(text)
    if parsed.coordinates:
        if len(parsed.coordinates) > 1:
            parsed = parse(text, _bounds())
        return [_position(one, at) for at, one in enumerate(parsed.coordinates[:limit])]
    texts = looked_for(parsed)
    if not texts:
        return []
    # As typed too: the database folds the bureau's own places without knowing about words.
    pool = own_candidates([*texts, plain(parsed.typed)])
    matches: list[Match] = []
    if has_gazetteer():
        pool += candidates(texts)
        matches += address_matches(parsed.addresses, pool, language)
        if parsed.crossings:
            sides = list(dict.fromkeys(side for pair in parsed.crossings for side in pair))
            matches += crossing_matches(parsed.crossings, candidates(sides, streets_only=True), language)
    matches += name_matches(parsed.addresses, pool, language)
    return _best(matches, near, limit)


def looked_for(parsed: ParsedQuery) -> list[str]:
    """The folded texts to look up: without the number where there may be one; also what stands before a comma."""
    texts = _telling(parsed.addresses)
    head, comma, _tail = parsed.typed.replace("\uff0c", ",").partition(",")
    if comma and any(letter.isalpha() for letter in head):
        texts += _telling(parse(head).addresses)
    return [text for text in dict.fromkeys(texts) if text][:MOST_TEXTS]


def _telling(readings: Sequence[Address]) -> list[str]:
    # Readings differ by a number or a slipped space: trigrams hardly see that, the first two are enough to find all.
    return [reading.text for reading in readings[:2] if reading.number] or [reading.text for reading in readings[:1]]


def _best(matches: list[Match], near: Point | None, limit: int) -> list[Match]:
    def value(match: Match) -> float:
        if near is None:
            return match.score
        return match.score + NEAR_BONUS / (1 + distance_m(match.point, near) / NEAR_HALF_M)

    kept: list[Match] = []
    floor = max((match.score for match in matches), default=0.0) - FAR_BEHIND
    for match in sorted(matches, key=value, reverse=True):
        if match.score < max(WORST, floor):
            continue
        if not any(_same(match, other) for other in kept):
            kept.append(match._replace(score=round(min(1.0, match.score), 4)))
            if len(kept) == limit:
                break
    return kept


def _same(a: Match, b: Match) -> bool:
    """Told apart neither by words nor by place: two doors of one number, one street in two pieces, one shop twice."""
    if {a.kind, b.kind} == {MatchKind.CROSSING}:
        return set(a.label.split(" × ")) == set(b.label.split(" × ")) and distance_m(a.point, b.point) < SAME_PLACE_M
    if fold(a.label) != fold(b.label):
        return False
    if a.kind is b.kind is MatchKind.STREET:
        return a.detail == b.detail
    if a.kind is b.kind is MatchKind.ADDRESS and not (a.verified and b.verified):
        # An estimate beside the known door, or two estimates in the pieces of one street.
        return a.detail.split(" · ")[0] == b.detail.split(" · ")[0]
    return distance_m(a.point, b.point) < SAME_PLACE_M


def _position(one: Coordinates, at: int) -> Match:
    return Match(
        label=f"{one.lat:.6f}, {one.lon:.6f}",
        detail=_("latitude, longitude; WGS-84"),
        kind=MatchKind.COORDINATES,
        point=Point(one.lon, one.lat, srid=4326),
        uncertainty_m=float(math.ceil(max(10.0, one.precise_m))),
        score=1.0 - 0.2 * at,
        verified=one.precise_m <= VERIFIED_WITHIN_M,
    )


def _bounds() -> tuple[float, float, float, float] | None:
    current = Basemap.current()
    return tuple(current.bounds) if current and len(current.bounds) == 4 else None  # type: ignore[return-value]
