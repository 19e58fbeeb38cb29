"""The floor's tables, gathered from its rooms."""

from maps.areas.models import Area
from maps.basemap.models import Basemap
from maps.places.models import Place, PlaceAlias

__all__ = ["Area", "Basemap", "Place", "PlaceAlias"]
