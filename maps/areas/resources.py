"""Areas and places as rows of a file: geometry as GeoJSON in one column."""

from typing import Any

from django.utils.translation import gettext as _
from import_export import fields, resources, widgets

from maps.areas.models import Area
from maps.geojson import as_multi, read_geometry


class OutlineWidget(widgets.Widget):
    """GeoJSON or WKT in, GeoJSON out; a polygon becomes a multipolygon."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            raise ValueError(_("The outline is missing."))
        return as_multi(read_geometry(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.geojson if value else ""


class AreaResource(resources.ModelResource):
    """Rows are known by ``code``; a parent must stand in an earlier row or in the database."""

    parent = fields.Field("parent", "parent", widgets.ForeignKeyWidget(Area, "code"))
    geom = fields.Field("geom", "geom", OutlineWidget())

    class Meta:
        model = Area
        import_id_fields = ["code"]
        fields = ["code", "name_zh", "name_en", "kind", "area_type", "parent", "geom"]
