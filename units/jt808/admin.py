from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from units.access.admin import ScopedAdmin
from units.access.refused import Refused
from units.access.scope import scope_paths
from units.jt808.actions import admit, forget_registration
from units.jt808.models import Registration, UnknownDevice
from units.organisations.models import Organisation, OrganisationKind

BUREAUS = (OrganisationKind.CITY_BUREAU, OrganisationKind.COUNTY_BUREAU)


@admin.register(Registration)
class RegistrationAdmin(ScopedAdmin):
    """Which vehicle terminal, by its number on the wire, is which terminal of ours."""

    scope_prefix = "terminal__organisation__"
    list_display = ["phone", "plate", "terminal", "maker", "model", "device", "registered_at"]
    search_fields = ["phone", "plate", "device", "terminal__label"]
    autocomplete_fields = ["terminal"]
    readonly_fields = ["maker", "model", "registered_at"]
    actions = ["forget"]

    @admin.action(description=_("Forget the registration (the device was changed: another one may register)"))
    def forget(self, request, registrations) -> None:
        for registration in registrations:
            forget_registration(registration, by=request.user)


@admin.register(UnknownDevice)
class UnknownDeviceAdmin(admin.ModelAdmin):
    """They belong to nobody yet, so only administrators of a whole bureau see them."""

    list_display = ["phone", "plate", "maker", "model", "device", "address", "times", "last_seen", "admitting"]
    list_display_links = None
    search_fields = ["phone", "plate", "device"]
    list_per_page = 200

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if self._for_all(request) else rows.none()

    def _for_all(self, request) -> bool:
        paths = scope_paths(request.user, "admin.open")
        return request.user.is_superuser or Organisation.objects.filter(path__in=paths, kind__in=BUREAUS).exists()

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def get_urls(self):
        # A form of its own inside the list's form is not possible: its button posts elsewhere by ``formaction``.
        admitting = path("<int:pk>/admit/", self.admin_site.admin_view(self.admit), name="units_unknowndevice_admit")
        return [admitting, *super().get_urls()]

    @admin.display(description=_("admit"))
    def admitting(self, device: UnknownDevice) -> str:
        url = reverse("admin:units_unknowndevice_admit", args=[device.pk])
        return format_html('<button type="submit" formmethod="post" formaction="{}">{}</button>', url, _("Admit"))

    def admit(self, request, pk: int):
        """One click: it becomes a terminal of ours; then its unit is chosen."""
        device = self.get_queryset(request).filter(pk=pk).first()
        if request.method != "POST" or device is None:
            return HttpResponseRedirect(reverse("admin:units_unknowndevice_changelist"))
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            terminal = admit(device, by=request.user)
        except Refused as refused:
            messages.error(request, refused.message)
            return HttpResponseRedirect(reverse("admin:units_unknowndevice_changelist"))
        messages.success(request, _("Admitted: the device can register now. Choose the unit it speaks for."))
        return HttpResponseRedirect(reverse("admin:units_terminal_change", args=[terminal.pk]))
