from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.access.admin import ScopedAdmin
from units.terminals.models import Terminal


@admin.register(Terminal)
class TerminalAdmin(ScopedAdmin):
    """A token is shown once, when it is issued; issuing again revokes the one before."""

    list_display = ["label", "organisation", "unit", "user", "gateway", "last_seen", "battery", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter), "organisation"]
    search_fields = ["label", "unit__call_sign", "user__username"]
    autocomplete_fields = ["organisation", "unit", "user"]
    readonly_fields = ["last_seen", "battery", "revoked_at"]
    actions = ["issue", "revoke"]

    def save_model(self, request, terminal, form, change) -> None:
        token = None if change else terminal.issue_token()
        super().save_model(request, terminal, form, change)
        if token:
            self._show(request, terminal, token)

    @admin.action(description=_("Issue a new token (the old one stops at once)"))
    def issue(self, request, terminals) -> None:
        for terminal in terminals:
            token = terminal.issue_token()
            terminal.revoked_at = None
            terminal.save(update_fields=["token_digest", "revoked_at"])
            self.log_change(request, terminal, "token issued")
            self._show(request, terminal, token)

    @admin.action(description=_("Revoke"))
    def revoke(self, request, terminals) -> None:
        for terminal in terminals.filter(revoked_at=None):
            terminal.revoked_at = timezone.now()
            terminal.save(update_fields=["revoked_at"])
            self.log_change(request, terminal, "revoked")

    def _show(self, request, terminal: Terminal, token: str) -> None:
        words = _("Token of %(terminal)s, shown this once: %(token)s") % {"terminal": terminal, "token": token}
        messages.warning(request, words)
