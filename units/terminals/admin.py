from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from units.access.admin import ScopedAdmin
from units.terminals.actions import issue_token, revoke_terminal
from units.terminals.models import Terminal
from units.terminals.pages import log_context


@admin.register(Terminal)
class TerminalAdmin(ScopedAdmin):
    """A token is shown once, when it is issued; issuing again revokes the one before."""

    list_display = ["label", "organisation", "unit", "user", "gateway", "last_seen", "charge", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter), "organisation"]
    search_fields = ["label", "unit__call_sign", "user__username", "jt808__phone", "jt808__plate"]
    autocomplete_fields = ["organisation", "unit", "user"]
    readonly_fields = ["last_seen", "charge", "revoked_at"]
    actions = ["issue", "revoke"]

    def get_urls(self):
        log = path("<int:pk>/log/", self.admin_site.admin_view(self.log), name="units_terminal_log")
        return [log, *super().get_urls()]

    def log(self, request, pk: int):
        """What came from the terminal, and what became of it."""
        terminal = self.get_object(request, str(pk))
        if terminal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if not self.has_view_permission(request, terminal):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), **log_context(terminal)}
        context |= {"terminal": terminal, "opts": self.opts, "title": _("Log of %(terminal)s") % {"terminal": terminal}}
        return TemplateResponse(request, "admin/units/terminal/log.html", context)

    @admin.display(description=_("battery"), ordering="battery")
    def charge(self, terminal: Terminal) -> str:
        return "" if terminal.battery is None else f"{terminal.battery:.0%}"

    def save_model(self, request, terminal, form, change) -> None:
        if change:
            super().save_model(request, terminal, form, change)
        else:
            self._show(request, terminal, issue_token(terminal, by=request.user))

    @admin.action(description=_("Issue a new token (the old one stops at once)"))
    def issue(self, request, terminals) -> None:
        for terminal in terminals:
            self._show(request, terminal, issue_token(terminal, by=request.user))
            self.log_change(request, terminal, "token issued")

    @admin.action(description=_("Revoke"))
    def revoke(self, request, terminals) -> None:
        for terminal in terminals.filter(revoked_at=None):
            revoke_terminal(terminal, by=request.user)
            self.log_change(request, terminal, "revoked")

    def _show(self, request, terminal: Terminal, token: str) -> None:
        words = _(
            "Token of {terminal}, shown this once: {token} · Traccar Client, OsmAnd: server {osmand}, device "
            "identifier = the token · OwnTracks: mode HTTP, address {owntracks}, user name as you like, password = the "
            "token"
        )
        site = settings.SITE_URL.rstrip("/")
        addresses = {"osmand": f"{site}/osmand/", "owntracks": f"{site}/owntracks/"}
        messages.warning(request, format_html(words, terminal=terminal, token=token, **addresses))
