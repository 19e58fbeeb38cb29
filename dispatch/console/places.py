"""Where a user may go: the pages of the product by right, in the order in which one of them is somebody's own."""

from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from units.access.scope import may


class Place(NamedTuple):
    label: str | Promise
    url: str
    here: bool


PAGES = [
    ("console.open", "dispatch:console", _("Console")),
    ("station.open", "dispatch:station", _("Station")),
    ("terminal.open", "dispatch:terminal", _("Terminal")),
    ("journal.read", "dispatch:journal", _("Journal")),
    ("admin.open", "admin:index", _("Administration")),
    ("incident.see", "incidents:register", _("Incidents")),
    ("warning.see", "dispatch:warnings", _("Early warning")),
    ("autocall.see", "dispatch:autocalls", _("Automatic calls")),
    ("wall.pair", "dispatch:wall_pair", _("Walls")),
    ("drawing.measure", "dispatch:performance", _("Speed of the map")),
]


def places_to_go(request) -> list[Place]:
    """Pages that the signed-in user has a right to, their own working place first."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    places = []
    for right, name, label in PAGES:
        if may(user, right) or (name == "admin:index" and user.is_superuser):
            try:
                url = reverse(name)
            except NoReverseMatch:  # a room that is not switched on
                continue
            places.append(Place(label, url, request.path.startswith(url)))
    return places
