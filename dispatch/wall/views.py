"""The wall's own pages: opened by its cookie, not by a person."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from dispatch.console.layers import areas_layer, cameras_layer
from dispatch.journal.context import origin
from dispatch.wall.actions import ask_for_pairing, pairing_of, redeem
from dispatch.wall.door import KEPT_S, REQUEST_COOKIE, for_display, keep_token, of_cookie, walls
from dispatch.wall.figures import figures_of_today
from dispatch.wall.incident import incident_scene
from dispatch.wall.models import PairingRequest
from dispatch.wall.scenes import wall_config
from dispatch.wall.viewer import viewer_of
from dispatch.warnings.words import warnings_scene
from incidents.register.models import Incident
from units.access.refused import Refused


@require_safe
@never_cache
@ensure_csrf_cookie
def wall(request: HttpRequest, name: str = "") -> HttpResponse:
    """The wall, for the browser that is paired with it; a code to pair it by, for any other. Both say nothing else."""
    display = of_cookie(request.COOKIES, name) if name else None
    if display is None:
        own = next(walls(request.COOKIES), None) if not name else None
        return HttpResponseRedirect(reverse("dispatch:wall", args=[own.name])) if own else _offer_code(request, name)
    with translation.override(display.language):
        response = render(request, "dispatch/wall/wall.html", {"config": wall_config(viewer_of(display))})
    # The page's scripts ask for the texts in the language of the cookie: the display's own.
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, display.language, max_age=KEPT_S, samesite="Lax")
    return keep_token(response, display)


def _offer_code(request: HttpRequest, name: str) -> HttpResponse:
    known = pairing_of(request.COOKIES.get(REQUEST_COOKIE, ""))
    if known is not None and known.wanted == name[:30]:
        return render(request, "dispatch/wall/code.html", _code_context(known))
    try:
        pairing, secret = ask_for_pairing(name, origin.get().address)
    except Refused as refusal:
        return render(request, "dispatch/wall/code.html", {"refusal": refusal.message, "wanted": name}, status=429)
    response = render(request, "dispatch/wall/code.html", _code_context(pairing))
    life = int(PairingRequest.LIFE.total_seconds())
    response.set_cookie(
        REQUEST_COOKIE, secret, max_age=life, httponly=True, samesite="Lax", secure=settings.HTTPS, path="/wall/"
    )
    return response


def _code_context(pairing: PairingRequest) -> dict:
    return {"code": f"{pairing.code[:3]} {pairing.code[3:]}", "wanted": pairing.wanted, "host": settings.SITE_URL}


@require_safe
@never_cache
def code(request: HttpRequest) -> JsonResponse:
    """How the pairing stands: ``{"state": "waiting" | "over"}``, or ``"paired"`` with the address ``to`` go to."""
    pairing = pairing_of(request.COOKIES.get(REQUEST_COOKIE, ""))
    if pairing is None:
        return JsonResponse({"state": "over"})
    token = redeem(pairing) if pairing.granted_at else None
    if token is None:
        return JsonResponse({"state": "waiting"})
    display = pairing.display
    response = JsonResponse({"state": "paired", "to": reverse("dispatch:wall", args=[display.name])})
    response.delete_cookie(REQUEST_COOKIE, path="/wall/")
    return keep_token(response, display, token)


@require_safe
@never_cache
@for_display
def config(request: HttpRequest) -> JsonResponse:
    return JsonResponse(wall_config(request.viewer))


@require_safe
@never_cache
@for_display
def figures(request: HttpRequest) -> JsonResponse:
    return JsonResponse(figures_of_today(request.viewer))


@require_safe
@never_cache
@for_display
def incident(request: HttpRequest, code: str) -> JsonResponse:
    incidents = Incident.objects.visible_to(request.viewer).select_related("kind", "organisation")
    return JsonResponse(incident_scene(request.viewer, get_object_or_404(incidents, code=code)))


@require_safe
@never_cache
@for_display
def warnings(request: HttpRequest) -> JsonResponse:
    """Open hotspot warnings as a wall shows them: ``{"warnings": [{code, kind, station, words, state}]}``."""
    return JsonResponse({"warnings": warnings_scene(request.viewer)})


@require_safe
@never_cache
@for_display
def areas(request: HttpRequest) -> JsonResponse:
    return JsonResponse(areas_layer(request.viewer))


@require_safe
@never_cache
@for_display
def cameras(request: HttpRequest) -> JsonResponse:
    return JsonResponse(cameras_layer(request.viewer))
