"""The wall's door: its cookie opens its own pages and the map's tiles, and nothing else."""

from collections.abc import Callable, Iterator
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _

from dispatch.wall.models import Display
from dispatch.wall.tokens import display_of, rotated
from dispatch.wall.viewer import viewer_of

COOKIE = "muster_wall_"  # and the display's name: one computer may drive several walls
REQUEST_COOKIE = "muster_wall-request"
KEPT_S = 400 * 24 * 3600  # as long as browsers keep any cookie; each day's new token begins anew
MAP = "/tiles/"


def of_cookie(cookies: dict[str, str], name: str) -> Display | None:
    return display_of(name, cookies.get(COOKIE + name, ""))


def walls(cookies: dict[str, str]) -> Iterator[Display]:
    """The displays that this browser is paired with."""
    for cookie in cookies:
        display = of_cookie(cookies, cookie.removeprefix(COOKIE)) if cookie.startswith(COOKIE) else None
        if display is not None:
            yield display


def for_display(view: Callable) -> Callable:
    """Let the named display in, as ``request.viewer``, in its own language; others get 403, whatever the name."""

    @wraps(view)
    def guarded(request: HttpRequest, name: str, *args, **kwargs) -> HttpResponse:
        display = of_cookie(request.COOKIES, name)
        if display is None:
            return JsonResponse({"detail": _("This browser is not paired with a wall.")}, status=403)
        request.viewer = viewer_of(display)
        with translation.override(display.language):
            response = view(request, *args, **kwargs)
        return keep_token(response, display)

    return guarded


def keep_token(response: HttpResponse, display: Display, token: str | None = None) -> HttpResponse:
    """Give the browser its (new) token, when there is one."""
    token = token or rotated(display)
    if token:
        response.set_cookie(
            COOKIE + display.name, token, max_age=KEPT_S, httponly=True, samesite="Lax", secure=settings.HTTPS
        )
    return response


def let_walls_see_the_map(get_response):
    """The base map is for whoever is signed in; a paired wall is nobody who signs in, and needs it all the same."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(MAP) and request.user.is_anonymous:
            display = next(walls(request.COOKIES), None)
            if display is not None:
                request.user = viewer_of(display)
        return get_response(request)

    return middleware
