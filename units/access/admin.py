"""What every admin page of a scoped table shares, and the roles."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from units.access.models import RoleGrant, RolePolicy
from units.access.scope import organisations_visible_to, scope_paths, within
from units.organisations.models import Organisation


class ScopedAdmin(admin.ModelAdmin):
    """An administrator sees and offers the rows of his own branch only; a superuser sees all."""

    scope_prefix = "organisation__"  # how the table reaches the organisation whose path counts

    def sees_all(self, user) -> bool:
        return user.is_superuser

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if self.sees_all(request.user):
            return rows
        return rows.filter(within(scope_paths(request.user, "admin.open"), self.scope_prefix))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **own_organisations(db_field, request, kwargs))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **own_organisations(db_field, request, kwargs))


class EverybodysAdmin(ScopedAdmin):
    """Tables whose rows may be of no organisation in particular, and hold for everybody then.

    Whoever administers the whole tree sees and changes those, too; others must say for which of theirs a row is meant.
    """

    def sees_all(self, user) -> bool:
        return administers_everything(user)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "organisation":
            kwargs.setdefault("required", not self.sees_all(request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def administers_everything(user) -> bool:
    """A superuser, or an administrator of every organisation that stands at the top of the tree."""
    if user.is_superuser:
        return True
    paths = scope_paths(user, "admin.open")
    return bool(paths) and not Organisation.objects.filter(parent=None).exclude(within(paths, "")).exists()


def own_organisations(db_field, request, kwargs: dict) -> dict:
    """Limit a choice of organisations to the administrator's branch."""
    if db_field.related_model._meta.label == "units.Organisation" and not request.user.is_superuser:
        kwargs.setdefault("queryset", organisations_visible_to(request.user, "admin.open"))
    return kwargs


class RoleGrantInline(admin.TabularInline):
    model = RoleGrant
    extra = 0
    autocomplete_fields = ["organisation"]
    verbose_name_plural = _("roles: what this person may do, and from where in the tree down")


@admin.register(RolePolicy)
class RolePolicyAdmin(admin.ModelAdmin):
    list_display = ["role", "second_factor_required", "idle_minutes"]
    list_editable = ["second_factor_required", "idle_minutes"]
