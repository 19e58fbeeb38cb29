from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources, widgets
from import_export.admin import ImportExportModelAdmin
from leaflet.admin import LeafletGeoAdminMixin

from units.access.admin import ScopedAdmin
from units.organisations.models import Organisation


class OrganisationResource(resources.ModelResource):
    """CSV: rows are known by ``code``; a parent must stand in an earlier row or in the database."""

    parent = fields.Field("parent", "parent", widgets.ForeignKeyWidget(Organisation, "code"))

    class Meta:
        model = Organisation
        import_id_fields = ["code"]
        fields = ["code", "name_zh", "name_en", "kind", "branch", "parent", "phone", "active"]


@admin.register(Organisation)
class OrganisationAdmin(LeafletGeoAdminMixin, ScopedAdmin, ImportExportModelAdmin):
    resource_classes = [OrganisationResource]
    scope_prefix = ""
    list_display = ["indented", "code", "kind", "branch", "area", "active"]
    list_filter = ["kind", "branch", "active"]
    search_fields = ["code", "name_zh", "name_en"]
    autocomplete_fields = ["parent"]
    ordering = ["path"]

    @admin.display(description=_("name"), ordering="path")
    def indented(self, organisation: Organisation) -> str:
        return "\u2003" * (len(organisation.ancestor_paths()) - 1) + organisation.name
