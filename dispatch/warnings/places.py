"""What a warning's place can be compared with: circles as wide as its own, or the areas of the other stations.

In every array the place itself comes first.
"""

from typing import Any, Protocol

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from numpy.typing import NDArray

from dispatch.warnings.models import HotspotWarning
from incidents.hotspots.events import Cases
from incidents.hotspots.ground import ground
from incidents.hotspots.matching import inside_circles
from units.organisations.models import Organisation, OrganisationKind

BUFFER_M = 300.0  # so far from the place nothing is a control: what is driven away may go there
FINEST_M = 100.0

Mask = NDArray[np.bool_]


class Places(Protocol):
    centres: NDArray[np.float64] | None
    apart: float

    def counts(self, cases: Cases, among: Mask) -> NDArray[np.intp]:
        """Cases in each place."""

    def here(self, cases: Cases) -> Mask:
        """Which cases lie in the place itself."""

    def near(self) -> Mask:
        """Which are the place itself, or too near to it."""

    def touched(self, outlines: list[GEOSGeometry]) -> Mask:
        """Which lie under one of the outlines (WGS-84)."""

    def rest(self, cases: Cases, among: Mask) -> int:
        """Cases anywhere but in the place and too near to it."""

    def kept(self, index: int) -> dict[str, Any]:
        """The place in words that a row can keep."""


def places_for(warning: HotspotWarning, bureau: Organisation, known: Cases) -> Places:
    """``known``: cases of before; where no station has an area they say what ground there is."""
    whole_area = warning.figures.get("radius_m") is None
    return Stations(warning, bureau, known.srid) if whole_area else Circles(warning, bureau, known)


class Circles:
    """Round the points of a grid over the bureau's ground, the radius of the warning's circle apart."""

    def __init__(self, warning: HotspotWarning, bureau: Organisation, known: Cases):
        self.radius, self.srid = float(warning.figures["radius_m"]), known.srid
        self.apart = 2 * self.radius
        place = warning.centre.transform(self.srid, clone=True)
        grid, inside = ground(bureau, self.srid, max(self.radius, FINEST_M), *known.xy.T)
        self.centres = np.vstack([[place.x, place.y], grid.centres()[inside]])

    def counts(self, cases, among):
        return inside_circles(self.centres, self.radius, cases.xy[among])

    def here(self, cases):
        return self._away(cases) <= self.radius

    def near(self):
        return np.hypot(*(self.centres - self.centres[0]).T) < 2 * self.radius + BUFFER_M

    def touched(self, outlines):
        taken = shapely.union_all(_in_plane(outlines, self.srid))
        return shapely.dwithin(shapely.points(self.centres), taken, self.radius) if outlines else _none(self.centres)

    def rest(self, cases, among):
        return int((self._away(cases)[among] > self.radius + BUFFER_M).sum())

    def kept(self, index):
        at = Point(*self.centres[index], srid=self.srid).transform(4326, clone=True)
        return {"lon": round(at.x, 6), "lat": round(at.y, 6), "radius_m": round(self.radius)}

    def _away(self, cases: Cases) -> NDArray[np.float64]:
        return np.hypot(*(cases.xy - self.centres[0]).T)


class Stations:
    """The areas of the bureau's stations; cases are those that belong to them, as the counts have it."""

    centres, apart = None, 0.0

    def __init__(self, warning: HotspotWarning, bureau: Organisation, srid: int):
        own = warning.organisation
        rows = Organisation.objects.filter(path__startswith=bureau.path, kind=OrganisationKind.STATION, active=True)
        others = list(rows.exclude(pk=own.pk).exclude(area=None).select_related("area").order_by("code"))
        self.srid, self.codes = srid, [one.code for one in (own, *others)]
        outlines = [own.area.geom if own.area else warning.outline, *(one.area.geom for one in others)]
        self.shapes = np.array(_in_plane(outlines, srid))

    def counts(self, cases, among):
        return np.array([(cases.station[among] == code).sum() for code in self.codes], np.intp)

    def here(self, cases):
        return cases.station == self.codes[0]

    def near(self):
        return shapely.distance(self.shapes, self.shapes[0]) < BUFFER_M

    def touched(self, outlines):
        taken = shapely.union_all(_in_plane(outlines, self.srid))
        return shapely.area(shapely.intersection(self.shapes, taken)) > 0 if outlines else _none(self.codes)

    def rest(self, cases, among):
        near = {code for code, is_near in zip(self.codes, self.near(), strict=True) if is_near}
        return int((~np.isin(cases.station[among], sorted(near))).sum())

    def kept(self, index):
        return {"station": self.codes[index]}


def _in_plane(outlines: list[GEOSGeometry], srid: int) -> list[shapely.Geometry]:
    return [shapely.from_wkb(bytes(one.transform(srid, clone=True).wkb)) for one in outlines]


def _none(places) -> Mask:
    return np.zeros(len(places), bool)
