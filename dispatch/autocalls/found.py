"""What every page of this room shares: a stranger gets 404, and the look of the place where the reader works."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from units.access.scope import may


def found_or_404(find: Callable, *args: Any):
    """What a query finds for this user."""
    try:
        return find(*args)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def theme_of(user) -> dict[str, bool]:
    """``control_room``: dark, as the console beside it; stations have it light."""
    return {"control_room": may(user, "console.open")}
