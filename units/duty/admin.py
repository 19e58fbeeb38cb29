from django.contrib import admin

from units.access.admin import ScopedAdmin
from units.duty.models import Shift, ShiftMember


class ShiftMemberInline(admin.TabularInline):
    model = ShiftMember
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Shift)
class ShiftAdmin(ScopedAdmin):
    list_display = ["unit", "organisation", "begins_at", "ends_at", "logged_on_at", "logged_off_at"]
    list_filter = ["organisation", "begins_at"]
    search_fields = ["unit__call_sign", "members__user__name_zh", "members__user__name_en"]
    autocomplete_fields = ["unit", "organisation"]
    date_hierarchy = "begins_at"
    inlines = [ShiftMemberInline]
