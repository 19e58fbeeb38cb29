"""Pages of the classification: the list that the picker reads, and what the intake form shows beside a chosen kind."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET

from incidents.kinds.answers import answered, from_form
from incidents.kinds.choices import Audience
from incidents.kinds.models import Kind
from incidents.kinds.queries import (
    guidance_for,
    kind_by_code,
    kinds_for_picker,
    kinds_version,
    questions_for,
    risk_flags,
)


def _etag(request: HttpRequest) -> str:
    return f'"{get_language()}-{kinds_version()}"'


@login_required
@require_GET
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def kinds(request: HttpRequest) -> JsonResponse:
    """``{"language", "kinds": [rows of kinds_for_picker], "flags": [{code, name, letter, level, officer_safety}]}``."""
    flags = [
        {
            "code": flag.code,
            "name": flag.name,
            "letter": flag.mark,
            "level": flag.raises_level_to,
            "officer_safety": flag.officer_safety,
        }
        for flag in risk_flags()
    ]
    return JsonResponse({"language": get_language(), "kinds": kinds_for_picker(), "flags": flags})


@login_required
@require_GET
def kind_intake(request: HttpRequest, code: str) -> HttpResponse:
    """Guided questions and the call taker's card; ``?answer-<id>=…`` shows answers given already."""
    kind = _kind_or_404(code)
    rows = answered(questions_for(kind), from_form(request.GET))
    card = guidance_for(kind, Audience.CALL_TAKER)
    return render(request, "incidents/kinds/_intake.html", {"kind": kind, "rows": rows, "card": card})


@login_required
@require_GET
def kind_guidance(request: HttpRequest, code: str, audience: str) -> HttpResponse:
    """One card by itself; a kind without any says so."""
    kind = _kind_or_404(code)
    if audience not in Audience.values:
        raise Http404(_("There is no such guidance."))
    card = guidance_for(kind, audience)
    return render(request, "incidents/kinds/_guidance.html", {"kind": kind, "card": card, "audience": audience})


def _kind_or_404(code: str) -> Kind:
    kind = kind_by_code(code)
    if kind is None:
        raise Http404(_("There is no such kind."))
    return kind
