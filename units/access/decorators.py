"""A view's door: signed in, and holding a right."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

from units.access.scope import may


def needs(right: str) -> Callable:
    """Let users who hold ``right`` somewhere in; others get 403. Rows still come from ``visible_to``: 404."""

    def decorate(view: Callable) -> Callable:
        @login_required
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may(request.user, right):
                raise PermissionDenied(right)
            return view(request, *args, **kwargs)

        guarded.needed_right = right
        return guarded

    return decorate
