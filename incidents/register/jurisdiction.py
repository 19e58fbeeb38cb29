"""Whose incident it is: area, beat and station derived from the polygons around a point."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point

from maps.areas.models import Area, AreaKind
from maps.areas.queries import areas_at
from units.organisations.models import Organisation, OrganisationKind


@dataclass(frozen=True)
class Jurisdiction:
    """``inside`` is false when no station's area holds the point, so that the county answers for it."""

    organisation: Organisation | None
    area: Area | None
    beat: Area | None
    inside: bool


def jurisdiction_at(point: Point, *, asked_by=None) -> Jurisdiction:
    """The station with the smallest area around ``point``; else the county of ``asked_by`` (or the only one there is).

    ``organisation`` is ``None`` only when there is no organisation at all.
    """
    areas = areas_at(point)  # smallest first
    beat = next((area for area in areas if area.kind == AreaKind.BEAT), None)
    stations = {
        station.area_id: station
        for station in Organisation.objects.filter(
            area__in=[area.pk for area in areas], kind=OrganisationKind.STATION, active=True
        ).order_by("-code")  # two stations on one area: the first by code, every time
    }
    for area in areas:
        if area.pk in stations:
            return Jurisdiction(stations[area.pk], area, beat, True)
    widest = next((area for area in areas if area.kind != AreaKind.BEAT), None)
    return Jurisdiction(county_of(asked_by), widest, beat, False)


def county_of(user=None) -> Organisation | None:
    """The county bureau above the user's organisation, else the first county, else the top of the tree."""
    own = getattr(user, "organisation", None)
    counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY_BUREAU, active=True)
    above = counties.filter(path__in=own.ancestor_paths()).order_by("-path").first() if own else None
    return above or counties.order_by("path").first() or Organisation.objects.order_by("path").first()
