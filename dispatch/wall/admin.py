"""Displays and their scenes: which, in which order, how long. Pairing itself has a page of its own."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.translation import gettext_lazy as _

from dispatch.wall.actions import note_change, revoke_display
from dispatch.wall.models import Display, Scene
from units.access.admin import ScopedAdmin


class SceneInline(admin.TabularInline):
    model = Scene
    extra = 0
    autocomplete_fields = ["area"]
    verbose_name_plural = _("scenes, shown in turn")


@admin.register(Display)
class DisplayAdmin(ScopedAdmin):
    list_display = ["name", "label", "organisation", "paired_at", "last_seen", "active", "pair_link"]
    list_filter = ["active", "organisation"]
    search_fields = ["name", "label_zh", "label_en"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["paired_at", "paired_by", "last_seen", "revoked_at", "pair_link"]
    inlines = [SceneInline]
    actions = ["shut_out"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Help texts are printed as HTML here: ``/wall/<name>/`` must not lose its name."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "name":
            field.help_text = escape(field.help_text)
        return field

    @admin.display(description=_("pairing"))
    def pair_link(self, display: Display) -> str:
        if not display.pk:
            return "—"
        where = reverse("dispatch:wall_pair")
        words = _("Pair again…") if display.paired else _("Pair…")
        return format_html('<a href="{}?display={}">{}</a>', where, display.name, words)

    @admin.action(description=_("Shut out (the wall goes dark at once)"))
    def shut_out(self, request, displays) -> None:
        for display in displays:
            revoke_display(display, by=request.user)

    def save_related(self, request, form, formsets, change) -> None:
        """After the scenes, too, are saved: one word to the wall."""
        super().save_related(request, form, formsets, change)
        fields = form.changed_data + ["scenes" for formset in formsets if formset.has_changed()]
        note_change(form.instance, by=request.user, fields=fields)
