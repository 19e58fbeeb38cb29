from django.contrib import admin
from import_export.admin import ImportExportModelAdmin
from leaflet.admin import LeafletGeoAdminMixin

from maps.places.forms import PlaceForm
from maps.places.models import Place, PlaceAlias
from maps.places.resources import PlaceResource


class AliasInline(admin.TabularInline):
    model = PlaceAlias
    extra = 1


@admin.register(Place)
class PlaceAdmin(LeafletGeoAdminMixin, ImportExportModelAdmin):
    form = PlaceForm
    resource_classes = [PlaceResource]
    inlines = [AliasInline]
    list_display = ["name", "name_zh", "name_en", "kind", "source"]
    list_filter = ["source", "kind"]
    search_fields = ["name", "name_zh", "name_en", "aliases__name"]
