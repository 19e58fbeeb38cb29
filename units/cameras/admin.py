from django.contrib import admin
from import_export import fields, resources, widgets
from import_export.admin import ImportExportModelAdmin
from leaflet.admin import LeafletGeoAdminMixin

from units.access.admin import ScopedAdmin
from units.cameras.models import Camera
from units.organisations.models import Organisation


class CameraResource(resources.ModelResource):
    """CSV: rows are known by ``code``; ``point`` is WKT, ``POINT (lon lat)``."""

    organisation = fields.Field("organisation", "organisation", widgets.ForeignKeyWidget(Organisation, "code"))

    class Meta:
        model = Camera
        import_id_fields = ["code"]
        fields = ["code", "name", "organisation", "point", "heading", "active"]


@admin.register(Camera)
class CameraAdmin(LeafletGeoAdminMixin, ScopedAdmin, ImportExportModelAdmin):
    resource_classes = [CameraResource]
    list_display = ["code", "name", "organisation", "active"]
    list_filter = ["active", "organisation"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["organisation"]
    filter_horizontal = ["shared_with"]
