"""Django admin for the bureau's administrators: whoever holds the role, with the second factor the bureau demands."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from units.access.scope import may


class BureauAdminSite(AdminSite):
    site_header = _("Muster administration")
    site_title = _("Muster")
    index_title = _("What the bureau changes from month to month")
    login = secure_admin_login(AdminSite.login)

    def has_permission(self, request) -> bool:
        return request.user.is_active and (request.user.is_superuser or may(request.user, "admin.open"))


class BureauAdminConfig(AdminConfig):
    default_site = "dispatch.admin_site.BureauAdminSite"
