"""The methods are the bureau's to set; what they may not do by themselves is written beside them."""

from django.contrib import admin

from incidents.hotspots.models import HotspotMethod
from incidents.signals import changed


@admin.register(HotspotMethod)
class HotspotMethodAdmin(admin.ModelAdmin):
    list_display = [
        "code",
        "active",
        "level",
        "window_days",
        "history_days",
        "min_cases",
        "budget",
        "paused_at",
        "off_at",
    ]
    list_display_links = ["code"]
    readonly_fields = ["code", "paused_at", "paused_by", "paused_why", "off_at"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        facts = {name: form.cleaned_data[name] for name in form.changed_data}
        changed.send(sender=HotspotMethod, verb="method.changed", subject=obj, by=request.user, data=facts)
