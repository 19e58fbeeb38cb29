"""Reads: which areas hold a point."""

from django.contrib.gis.db.models.functions import Area as Surface
from django.contrib.gis.geos import Point

from maps.areas.models import Area


def areas_at(point: Point) -> list[Area]:
    """Areas that hold the point (WGS-84), smallest first; ``[]`` outside them all. A point on an edge is in both."""
    return list(
        Area.objects.filter(geom__intersects=point).annotate(surface=Surface("geom")).order_by("surface", "code")
    )
