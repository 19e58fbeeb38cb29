"""Limits and escalation chains are the bureau's: edited as a list, limits in and out by CSV, changes in the journal."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV
from import_export.resources import ModelResource

from dispatch.signals import changed
from dispatch.timers.models import Chain, ChainStep, Limit
from units.access.admin import ScopedAdmin, own_organisations
from units.access.scope import scope_paths, within


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


class ChainStepInline(admin.TabularInline):
    model = ChainStep
    extra = 0
    min_num = 1
    verbose_name_plural = _("steps: counted from the time to escalate that the limit says")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **own_organisations(db_field, request, kwargs))


@admin.register(Chain)
class ChainAdmin(ScopedAdmin):
    """Chains for no organisation in particular are everybody's, like the limits."""

    list_display = ["__str__", "told", "active"]
    list_filter = ["stage", "level", "active"]
    inlines = [ChainStepInline]

    def get_queryset(self, request):
        rows = admin.ModelAdmin.get_queryset(self, request).select_related("organisation")
        if request.user.is_superuser:
            return rows
        return rows.filter(Q(organisation=None) | within(scope_paths(request.user, "admin.open")))

    @admin.display(description=_("who is told"))
    def told(self, chain: Chain) -> str:
        steps = chain.steps.select_related("organisation")
        return " → ".join(f"+{step.after_s} s {step.get_role_display()}, {_where(step)}" for step in steps)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        chain = form.instance
        steps = list(chain.steps.values("after_s", "role", "place", "organisation__code"))
        changed.send(sender=Chain, verb="chain.changed", subject=chain, by=request.user, data={"steps": steps})

    def delete_model(self, request, obj) -> None:
        changed.send(sender=Chain, verb="chain.deleted", subject=obj, by=request.user, data={"chain": str(obj)})
        super().delete_model(request, obj)


def _where(step: ChainStep) -> str:
    return step.organisation.name if step.organisation else str(step.get_place_display())
