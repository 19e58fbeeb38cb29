from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources, widgets
from import_export.admin import ImportExportModelAdmin

from units.access.admin import ScopedAdmin
from units.crews.models import Capability, Unit
from units.organisations.models import Organisation


class UnitResource(resources.ModelResource):
    """CSV: rows are known by ``call_sign``; ``capabilities`` are codes with commas between them."""

    organisation = fields.Field("organisation", "organisation", widgets.ForeignKeyWidget(Organisation, "code"))

    class Meta:
        model = Unit
        import_id_fields = ["call_sign"]
        fields = ["call_sign", "organisation", "kind", "capabilities", "officers", "active"]


@admin.register(Unit)
class UnitAdmin(ScopedAdmin, ImportExportModelAdmin):
    resource_classes = [UnitResource]
    list_display = ["call_sign", "kind", "organisation", "capabilities", "officers", "state", "active"]
    list_filter = ["kind", "state", "active", "organisation"]
    search_fields = ["call_sign", "organisation__name_zh", "organisation__name_en"]
    autocomplete_fields = ["organisation"]
    filter_horizontal = ["shared_with"]
    readonly_fields = ["state", "state_since", "state_reason"]  # changed by orders and people, not by forms
    list_select_related = ["organisation"]


@admin.register(Capability)
class CapabilityAdmin(ImportExportModelAdmin):
    list_display = ["code", "name_zh", "name_en"]
    search_fields = ["code", "name_zh", "name_en"]
    help_text = _("Words that kinds may require and units may have.")
