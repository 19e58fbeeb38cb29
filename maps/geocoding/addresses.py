"""Readings with a house number: the very door, or where it should be."""

from collections.abc import Iterable

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from maps.geocoding.candidates import Candidate
from maps.geocoding.doors import Door, all_doors, beyond_all, doors, guess, similar
from maps.geocoding.fold import fold
from maps.geocoding.labels import address_label, local_name
from maps.geocoding.match import Match, MatchKind
from maps.geocoding.numbers import Number
from maps.geocoding.parse import Address
from maps.geocoding.scored import Scored, weigh

MOST_STREETS = 16
MOST_GUESSES, MOST_SIMILAR = 3, 3
EXACT_M, COMPUTED_M, OTHER_SUFFIX_M = 15.0, 40.0, 30.0
# What a door is worth beside the street's own score.
SUFFIX_MISSING, SUFFIX_OTHER, GUESSED, UNNUMBERED = 0.98, 0.96, 0.95, 0.9
# 815 in a street that ends at 40 is a slip of the finger more likely than a house; 37 between 35 and 39 is a house.
SIMILAR, GUESSED_BEYOND = 0.92, 0.9
TOWN_BONUS = 0.01


def address_matches(readings: Iterable[Address], pool: list[Candidate], language: str) -> list[Match]:
    """Matches for every reading that has a number; scores are comparable with those of plain names."""
    streets = [one for one in pool if one.kind == "s"]
    matches: list[Match] = []
    for reading in readings:
        if reading.number is None:
            continue
        likely = weigh(reading.words, streets)[:MOST_STREETS]
        if not likely:
            continue
        found = doors([one.candidate.ref for one in likely], [reading.number.value])
        at = {one.candidate.ref: one for one in likely}
        exact = [_door_match(door, at[door.street], reading, language) for door in found]
        matches += exact
        without = [one for one in likely if one.candidate.ref not in {door.street for door in found}]
        best = likely[0].score
        matches += _guesses(reading.number, [one for one in without if one.score >= best - 0.1], language)
    return matches


def _door_match(door: Door, street: Scored, reading: Address, language: str) -> Match:
    wanted, factor, uncertainty = reading.number, 1.0, COMPUTED_M if door.interpolated else EXACT_M
    if wanted and door.suffix != wanted.suffix:
        factor = SUFFIX_OTHER if wanted.suffix else SUFFIX_MISSING
        uncertainty = max(uncertainty, OTHER_SUFFIX_M)
    said = set(fold(door.city).split()) | {fold(door.postcode)}
    bonus = TOWN_BONUS if said & set(reading.words) else 0.0
    name = _street_name(street.candidate, language)
    town = " ".join(part for part in (door.postcode, door.city) if part) or street.candidate.town
    return Match(
        label=address_label(name, door.number),
        detail=town if not door.interpolated else " · ".join(filter(None, [town, _("computed between known numbers")])),
        kind=MatchKind.ADDRESS,
        point=Point(door.lon, door.lat, srid=4326),
        uncertainty_m=uncertainty,
        score=street.score * factor + bonus,
        street=name,
        number=door.number,
        ref=f"door:{door.id}",
        verified=not door.interpolated,
    )


def _guesses(wanted: Number, streets: list[Scored], language: str) -> list[Match]:
    known_doors = all_doors([one.candidate.ref for one in streets[:MOST_GUESSES]])
    matches: list[Match] = []
    for street in streets[:MOST_GUESSES]:
        one = street.candidate
        name = _street_name(one, language)
        known = known_doors.get(one.ref, [])
        place = guess(wanted, known)
        if place is None:
            matches.append(_unnumbered(wanted, street, name))
            continue
        for door in similar(wanted, known)[:MOST_SIMILAR]:
            matches.append(_similar_match(door, street, wanted, language))
        told = {"number": wanted, "known": ", ".join(place.near)}
        detail = _("number %(number)s is not known; estimated from %(known)s") % told
        matches.append(
            Match(
                label=address_label(name, str(wanted)),
                detail=" · ".join(filter(None, [place.city or one.town, detail])),
                kind=MatchKind.ADDRESS,
                point=Point(place.lon, place.lat, srid=4326),
                uncertainty_m=round(place.uncertainty_m),
                score=street.score * (GUESSED_BEYOND if beyond_all(wanted, known) else GUESSED),
                street=name,
                number=str(wanted),
                ref=f"street:{one.ref}",
                verified=False,
            )
        )
    return matches


def _similar_match(door: Door, street: Scored, wanted: Number, language: str) -> Match:
    match = _door_match(door, street, Address(None, ()), language)
    detail = _("number %(number)s is not known; %(similar)s is") % {"number": wanted, "similar": door.number}
    return match._replace(
        score=street.score * SIMILAR, verified=False, detail=" · ".join(filter(None, [match.detail, detail]))
    )


def _unnumbered(wanted: Number, street: Scored, name: str) -> Match:
    one = street.candidate
    detail = _("no house numbers are known here; this is the middle of the street")
    return Match(
        label=address_label(name, str(wanted)),
        detail=" · ".join(filter(None, [one.town, detail])),
        kind=MatchKind.ADDRESS,
        point=Point(one.lon, one.lat, srid=4326),
        uncertainty_m=street_uncertainty(one.metres),
        score=street.score * UNNUMBERED,
        street=name,
        number=str(wanted),
        ref=f"street:{one.ref}",
        verified=False,
    )


def street_uncertainty(metres: float) -> float:
    """A whole street is somewhere along its length; without a known length 150 m."""
    return float(round(min(3000.0, max(50.0, metres / 2)))) if metres else 150.0


def _street_name(one: Candidate, language: str) -> str:
    return local_name(one.name, one.name_zh, one.name_en, language)
