"""What every page knows."""

from functools import partial

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from dispatch.console.places import places_to_go
from units.people.models import Theme

THEME_COOKIE = "muster_theme"


def house(request) -> dict:
    """``simulation`` for the banner, ``theme`` (empty: as the page does), ``places_to_go`` for the main navigation."""
    return {
        "simulation": settings.MUSTER["SIMULATION"],
        "theme": chosen_theme(request),
        "places_to_go": SimpleLazyObject(partial(places_to_go, request)),
    }


def chosen_theme(request) -> str:
    """``dark``, ``light`` or nothing: the user's own choice, else what was chosen on this machine."""
    user = getattr(request, "user", None)
    chosen = user.theme if user is not None and user.is_authenticated else request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in (Theme.DARK, Theme.LIGHT) else ""
