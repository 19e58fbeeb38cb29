"""Time limits are the bureau's: edited as a list, in and out by CSV, every change in the journal."""

from django.contrib import admin
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV
from import_export.resources import ModelResource

from dispatch.signals import changed
from dispatch.timers.models import Limit


class LimitResource(ModelResource):
    class Meta:
        model = Limit
        import_id_fields = ["stage", "level", "area_type"]
        fields = ["stage", "level", "area_type", "warn_s", "alarm_s", "escalate_s", "active"]


@admin.register(Limit)
class LimitAdmin(ImportExportModelAdmin):
    resource_classes = [LimitResource]
    formats = [CSV]
    list_display = ["stage", "level", "area_type", "warn_s", "alarm_s", "escalate_s", "active"]
    list_display_links = ["stage"]
    list_editable = ["warn_s", "alarm_s", "escalate_s", "active"]
    list_filter = ["stage", "level", "area_type", "active"]
    search_fields = ["stage"]

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        facts = {"limit": str(obj.pk), "stage": obj.stage, "changed": form.changed_data}
        changed.send(sender=Limit, verb="limit.changed", subject=obj, by=request.user, data=facts)
