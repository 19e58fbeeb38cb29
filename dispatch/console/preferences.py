"""Interfaces for what a person chooses for themselves: language and theme."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from dispatch.context import THEME_COOKIE, chosen_theme
from units.people.models import Theme

A_YEAR = 365 * 24 * 3600


def _back(request) -> HttpResponse:
    """To where the form says, as long as that is ours; 204 for a script that asked."""
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    to = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(to if ours else "/")


def _keep(request, field: str, value: str, cookie: str) -> HttpResponse:
    if request.user.is_authenticated:
        setattr(request.user, field, value)
        request.user.save(update_fields=[field])
    response = _back(request)
    response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_POST
def language(request):
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    return _keep(request, "language", chosen, settings.LANGUAGE_COOKIE_NAME)


@require_POST
def theme(request):
    """Set ``theme``; without one, turn to the other of dark and light."""
    chosen = request.POST.get("theme", "")
    if not chosen:
        chosen = Theme.LIGHT if chosen_theme(request) != Theme.LIGHT else Theme.DARK
    if chosen not in Theme.values:
        return HttpResponseBadRequest()
    return _keep(request, "theme", chosen, THEME_COOKIE)
