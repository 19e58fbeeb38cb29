"""The one place that says what a user may see: every look-up of a scoped table starts at ``visible_to(user)``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from units.access.rights import roles_with

if TYPE_CHECKING:
    from units.organisations.models import Organisation
    from units.people.models import User


def role_grants(user: User) -> list:
    """The user's grants that are in force now, read once per user object (so once per request or socket check)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    if not hasattr(user, "_grants_in_force"):
        load_grants([user])
    return user._grants_in_force


def load_grants(users: Iterable[User]) -> None:
    """Read the grants in force of many users in one statement, for ``role_grants`` to find."""
    from units.access.models import RoleGrant

    by_user = {user.pk: user for user in users}
    for user in by_user.values():
        user._grants_in_force = []
    now = timezone.now()
    in_force = RoleGrant.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), user__in=by_user, begins_at__lte=now)
    for grant in in_force.select_related("organisation"):
        by_user[grant.user_id]._grants_in_force.append(grant)


def roles(user: User) -> set[str]:
    return {grant.role for grant in role_grants(user)}


def scope_paths(user: User, right: str | None = None) -> list[str]:
    """Paths of the branches the user reaches, for one right or for any; no path lies under another.

    A field officer's, call taker's or administrator's grant at a team counts only for that team's branch.
    """
    allowed = roles_with(right) if right else None
    paths = sorted({g.organisation.path for g in role_grants(user) if allowed is None or g.role in allowed})
    return [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]


def may(user: User, right: str, organisation: Organisation | None = None) -> bool:
    """Whether ``user`` holds ``right``, anywhere or over ``organisation``."""
    paths = scope_paths(user, right)
    return bool(paths) if organisation is None else any(organisation.path.startswith(path) for path in paths)


def within(paths: list[str], prefix: str = "organisation__") -> Q:
    """A condition: the row's organisation lies in one of the branches."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{prefix}path__startswith": path})
    return condition


class ScopedQuerySet(models.QuerySet):
    """For tables with an owner ``organisation`` and, optionally, ``shared_with`` organisations.

    ``see_right`` names the right that opens the table; a user without it sees nothing of it.
    """

    see_right = "unit.see"

    def visible_to(self, user: User, right: str | None = None):
        """Rows of the user's own branches and rows shared with an organisation in them."""
        paths = scope_paths(user, right or self.see_right)
        if not paths:
            return self.none()
        condition = within(paths)
        if any(field.name == "shared_with" for field in self.model._meta.many_to_many):
            shared = self.model.shared_with.through.objects.filter(within(paths))
            condition |= Q(pk__in=shared.values(self.model._meta.model_name))
        return self.filter(condition)


def organisations_visible_to(user: User, right: str | None = None):
    """Organisations of the user's branches."""
    from units.organisations.models import Organisation

    paths = scope_paths(user, right)
    return Organisation.objects.filter(within(paths, prefix="")) if paths else Organisation.objects.none()
