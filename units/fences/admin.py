from django import forms
from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from leaflet.admin import LeafletGeoAdminMixin

from units.access.admin import ScopedAdmin
from units.crews.models import Unit, UnitKind
from units.fences.actions import announce, end_fence
from units.fences.models import Fence, FenceEvent


class FenceForm(forms.ModelForm):
    unit_kinds = forms.MultipleChoiceField(
        label=_("kinds of units"),
        choices=UnitKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all kinds."),
    )


@admin.register(Fence)
class FenceAdmin(LeafletGeoAdminMixin, ScopedAdmin):
    """Fences that people put up. They are ended, not deleted: what happened at them is evidence."""

    form = FenceForm
    list_display = ["name", "kind", "organisation", "tell", "dwell_s", "begins_at", "ends_at", "active"]
    list_filter = ["kind", "tell", "active", "organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name_zh", "name_en"]
    autocomplete_fields = ["organisation", "area", "units"]
    actions = ["end"]
    fieldsets = [
        (None, {"fields": ["name_zh", "name_en", "organisation", "kind", "active"]}),
        (_("Where"), {"fields": ["area", "centre", "radius_m", "inner_m", "shape"]}),
        (_("For whom and when"), {"fields": ["unit_kinds", "units", "begins_at", "ends_at"]}),
        (_("What is told"), {"fields": ["tell", "dwell_s"]}),
        (_("When a crossing is certain"), {"fields": ["margin_m", "in_a_row", "slower_than"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).listed()

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if not request.user.is_superuser:
            kwargs.setdefault("queryset", Unit.objects.visible_to(request.user, "admin.open"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, fence, form, change) -> None:
        if not change:
            fence.by = request.user
        super().save_model(request, fence, form, change)

    def save_related(self, request, form, formsets, change) -> None:
        """Announced when its units are there too; they have no version of their own."""
        super().save_related(request, form, formsets, change)
        fence = form.instance
        Fence.objects.filter(pk=fence.pk).update(version=F("version") + 1)
        ended = change and "active" in form.changed_data and not fence.active
        verb = "fence.ended" if ended else "fence.changed" if change else "fence.added"
        announce(fence, verb, by=request.user)

    @admin.action(description=_("End"))
    def end(self, request, fences) -> None:
        for fence in fences:
            end_fence(fence, by=request.user)


@admin.register(FenceEvent)
class FenceEventAdmin(ScopedAdmin):
    """What happened, to read."""

    list_display = ["at", "unit", "kind", "fence", "received_at"]
    list_filter = ["kind", "organisation"]
    list_select_related = ["unit", "fence"]
    search_fields = ["unit__call_sign", "fence__name_zh", "fence__name_en"]
    date_hierarchy = "at"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(fence__purpose="watch")

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
