from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from units.access.admin import RoleGrantInline, ScopedAdmin
from units.access.lockout import release_user
from units.people.models import User


@admin.register(User)
class PersonAdmin(ScopedAdmin, UserAdmin):
    list_display = ["username", "name", "badge", "organisation", "role_words", "is_active", "locked_at", "last_login"]
    list_filter = ["role_grants__role", "is_active", ("locked_at", admin.EmptyFieldListFilter), "organisation"]
    search_fields = ["username", "name_zh", "name_en", "badge", "telephone"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["locked_at", "last_login", "date_joined"]
    inlines = [RoleGrantInline]
    actions = ["release"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["name_zh", "name_en", "badge", "telephone", "organisation"]}),
        (_("Settings"), {"fields": ["language", "theme"]}),
        (_("Account"), {"fields": ["is_active", "locked_at", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "usable_password", "password1", "password2"]}),
        (_("Person"), {"fields": ["name_zh", "name_en", "badge", "telephone", "organisation"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("role_grants")

    @admin.display(description=_("roles"))
    def role_words(self, user: User) -> str:
        return ", ".join(str(grant.get_role_display()) for grant in user.role_grants.all())

    @admin.action(description=_("Release locked accounts"))
    def release(self, request, users) -> None:
        locked = list(users.exclude(locked_at=None))
        for user in locked:
            release_user(user, by=request.user)
        words = ngettext("%d account released.", "%d accounts released.", len(locked)) % len(locked)
        messages.success(request, words)


class AuthenticatorAdmin(ScopedAdmin):
    """Second factors: an administrator removes a lost one, so that its owner can set up another, and sees none."""

    scope_prefix = "user__organisation__"
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["user__username", "user__name_zh", "user__name_en"]
    fields = readonly_fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
