from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MapsConfig(AppConfig):
    name = "maps"
    verbose_name = _("Maps")

    def ready(self) -> None:
        """The gazetteer is built beside every base map, before it is swapped in."""
        from maps.basemap.signals import built
        from maps.geocoding.index import index_built_map

        built.connect(index_built_map, dispatch_uid="maps.geocoding.index")
