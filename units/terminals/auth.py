"""Who calls the API: a terminal by its bearer token, or a signed-in person by session and CSRF token.

After either, ``request.user`` is whose scope and rights count (nobody's for a device on board that acts for no user)
and ``request.terminal`` the terminal or ``None``.
"""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer, SessionAuth

from units.terminals.models import Terminal, digest

SEEN_EVERY = timedelta(seconds=30)


class TerminalToken(HttpBearer):
    """``Authorization: Bearer <token>``. A wrong or revoked token is refused even beside a good session."""

    def authenticate(self, request: HttpRequest, token: str) -> Terminal:
        terminal = terminal_of(token)
        if terminal is None:
            raise AuthenticationError()
        request.terminal = terminal
        request.user = terminal.user or AnonymousUser()
        return terminal


class SignedIn(SessionAuth):
    """The session cookie; writes need the CSRF token too."""

    def __call__(self, request: HttpRequest):
        if not request.user.is_authenticated:
            return None  # 401, rather than a word about CSRF
        request.terminal = None
        return super().__call__(request)


def terminal_of(token: str) -> Terminal | None:
    """The terminal with this token, unless it is revoked or the user it acts for is locked or gone."""
    terminal = (
        Terminal.objects.select_related("user", "unit", "organisation")
        .filter(token_digest=digest(token), revoked_at=None)
        .filter(Q(user=None) | Q(user__is_active=True, user__locked_at=None))
        .first()
    )
    if terminal is not None:
        _note_seen(terminal)
    return terminal


def _note_seen(terminal: Terminal) -> None:
    """Written at most every 30 s: a terminal that sends each second must not cost a write each second."""
    now = timezone.now()
    if terminal.last_seen is None or now - terminal.last_seen > SEEN_EVERY:
        Terminal.objects.filter(pk=terminal.pk).update(last_seen=now)
