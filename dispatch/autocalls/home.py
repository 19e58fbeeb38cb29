"""Whose campaign it is that somebody makes."""

from django.core.exceptions import PermissionDenied

from dispatch.autocalls.people import RIGHT, organisations_for
from units.access.scope import may
from units.organisations.models import Organisation


def home_of(user) -> Organisation:
    """Whose campaign it is: the user's own organisation's, else the first where they may call."""
    if user.organisation is not None and may(user, RIGHT, user.organisation):
        return user.organisation
    organisation = organisations_for(user).order_by("path").first()
    if organisation is None:
        raise PermissionDenied(RIGHT)
    return organisation
