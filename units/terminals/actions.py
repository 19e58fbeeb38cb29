"""Issuing and revoking: what a terminal may do begins and ends here, for all its doors at once."""

from django.db import transaction
from django.utils import timezone

from units.signals import changed
from units.terminals.models import Terminal


@transaction.atomic
def issue_token(terminal: Terminal, *, by) -> str:
    """A new token; the one before stops at once. Returns it: it is shown once and never stored."""
    token = terminal.issue_token()
    terminal.revoked_at = None
    terminal.save()
    changed.send(sender=Terminal, verb="terminal.token_issued", subject=terminal, by=by, data={"label": terminal.label})
    return token


@transaction.atomic
def revoke_terminal(terminal: Terminal, *, by) -> None:
    """Nothing is taken from it any more; connections that it holds open end within two seconds."""
    if terminal.revoked_at is None:
        terminal.revoked_at = timezone.now()
        terminal.save(update_fields=["revoked_at"])
        changed.send(sender=Terminal, verb="terminal.revoked", subject=terminal, by=by, data={"label": terminal.label})
