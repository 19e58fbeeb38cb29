"""The wall as one who looks: a principal without a user, whose scope is its organisation's branch."""

from __future__ import annotations

from typing import NamedTuple

from dispatch.live.groups import Scope, group_of
from dispatch.wall.models import Display
from units.access.rights import WA
from units.organisations.models import Organisation


class FixedGrant(NamedTuple):
    """As a ``RoleGrant``, but of no person and not in the database: it cannot be given, only looked with."""

    role: str
    organisation: Organisation
    organisation_id: int


class Viewer:
    """Stands where look-ups ask for a user. It may see incidents, units and cameras, and do nothing."""

    is_authenticated = is_active = True
    is_anonymous = is_superuser = is_staff = False
    pk = None

    def __init__(self, organisation: Organisation, display: Display | None = None) -> None:
        self.organisation, self.display = organisation, display
        self._grants_in_force = [FixedGrant(WA, organisation, organisation.pk)]

    def get_username(self) -> str:
        return f"wall {self.display.name}" if self.display else "wall"


def viewer_of(display: Display) -> Viewer:
    return Viewer(display.organisation, display)


def scope_of_wall(viewer: Viewer) -> Scope:
    """Its groups are the walls' own: what is sent there holds no words of a caller."""
    path, key = (viewer.organisation.path,), viewer.organisation.pk
    groups = frozenset(group_of(key, topic) for topic in ("walls", "units", "warnings"))
    return Scope(incidents=path, units=path, drafts=(), warnings=path, autocalls=(), groups=groups)


def group_of_display(display_id: int) -> str:
    return f"display.{display_id}"
