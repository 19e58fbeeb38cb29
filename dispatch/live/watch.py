"""Whether open sockets may stay open: three small statements for all sockets of a process, however many they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from dispatch.live.groups import Scope, scope_of
from units.access.scope import load_grants
from units.people.models import User

NOT_SIGNED_IN, NO_RIGHT, SCOPE_CHANGED = 4401, 4403, 4409  # close codes


@dataclass(frozen=True)
class Listener:
    """One socket as the watch knows it. ``password_seal`` is the session's: a new password ends other sessions."""

    socket: Any
    user_id: int
    session_key: str
    password_seal: str


def check(listeners: Iterable[Listener]) -> list[tuple[Any, User | None, Scope | None]]:
    """``(socket, user, scope)`` of each: user ``None``: no longer signed in; scope ``None``: nothing left to hear."""
    listeners = list(listeners)
    users = User.objects.filter(is_active=True, locked_at=None).in_bulk({one.user_id for one in listeners})
    load_grants(users.values())
    keys = {one.session_key for one in listeners}
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    seals = {user.pk: user.get_session_auth_hash() for user in users.values()}
    scopes = {user.pk: scope_of(user) for user in users.values()}
    return [
        (one.socket, users[one.user_id], scopes[one.user_id])
        if one.session_key in alive and seals.get(one.user_id) == one.password_seal
        else (one.socket, None, None)
        for one in listeners
    ]
