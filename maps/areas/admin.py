from django.contrib import admin
from import_export.admin import ImportExportModelAdmin
from leaflet.admin import LeafletGeoAdminMixin

from maps.areas.models import Area
from maps.areas.resources import AreaResource


@admin.register(Area)
class AreaAdmin(LeafletGeoAdminMixin, ImportExportModelAdmin):
    resource_classes = [AreaResource]
    list_display = ["code", "name_zh", "name_en", "kind", "area_type", "parent"]
    list_filter = ["kind", "area_type"]
    list_editable = ["area_type"]
    list_select_related = ["parent"]
    search_fields = ["code", "name_zh", "name_en"]
    autocomplete_fields = ["parent"]
