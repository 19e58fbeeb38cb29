"""The floor's admin, gathered from its rooms."""

from maps.areas import admin as areas
from maps.basemap import admin as basemap
from maps.places import admin as places

__all__ = ["areas", "basemap", "places"]
