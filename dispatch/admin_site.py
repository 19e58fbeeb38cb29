"""Django admin for the bureau's administrators: whoever holds the role, with the second factor the bureau demands."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from units.access.scope import may


class BureauAdminSite(AdminSite):
    site_header = _("Muster administration")
    site_title = _("Muster")
    index_title = _("What the bureau changes from month to month")

    def login(self, request, extra_context=None):
        """Through the product's own sign-in page, so that the second factor and the lock-out hold here too."""
        from allauth.account.decorators import secure_admin_login  # needs the tables, which admin is loaded before

        return secure_admin_login(super().login)(request, extra_context)

    def has_permission(self, request) -> bool:
        return request.user.is_active and (request.user.is_superuser or may(request.user, "admin.open"))


class BureauAdminConfig(AdminConfig):
    default_site = "dispatch.admin_site.BureauAdminSite"

    def ready(self) -> None:
        """Roles are ours, sign-in is by user name, and nobody's secret is anybody else's to read."""
        super().ready()
        from allauth.account.models import EmailAddress
        from allauth.mfa.models import Authenticator
        from django.contrib import admin
        from django.contrib.auth.models import Group

        from units.people.admin import AuthenticatorAdmin

        admin.site.unregister([Group, EmailAddress, Authenticator])
        admin.site.register(Authenticator, AuthenticatorAdmin)
