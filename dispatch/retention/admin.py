"""How long things are kept is the bureau's to say; every change goes to the journal."""

from django.contrib import admin

from dispatch.retention.models import RetentionClass
from dispatch.signals import changed


@admin.register(RetentionClass)
class RetentionClassAdmin(admin.ModelAdmin):
    list_display = ["__str__", "days", "suspended", "reason"]
    readonly_fields = ["code"]

    def has_add_permission(self, request) -> bool:
        return False  # a class without a deed would promise what nobody does

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        facts = {"class": obj.code, "days": obj.days, "suspended": obj.suspended, "changed": form.changed_data}
        changed.send(sender=RetentionClass, verb="retention.changed", subject=obj, by=request.user, data=facts)
