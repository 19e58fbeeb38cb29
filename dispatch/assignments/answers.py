"""How the forms of this floor are answered.

A fragment to htmx, JSON to fetch and programs; an ordinary post of a page (pressed before its scripts were there, or
without any) goes back to the page it came from. A refusal names the field and the remedy in each of them.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from units.access.refused import Refused

WRONG_INPUT = ("reason_missing", "invalid", "photo")


def status_of(refused: Refused) -> int:
    """422 for what the form lacks, 409 for what the rules forbid."""
    return 422 if refused.code in WRONG_INPUT else 409


def done_answer(request: HttpRequest, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """The deed is done and the asker is not htmx: ``told`` as JSON, or the page again."""
    return _page_again(request) if posted_by_page(request) else JsonResponse(told, status=status)


def refused_answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    if posted_by_page(request):
        messages.error(request, refused.message)
        return _page_again(request)
    status = status_of(refused)
    if request.htmx:
        return render(request, "dispatch/assignments/_refused.html", {"refused": refused}, status=status)
    return JsonResponse(refused.as_dict(), status=status)


def posted_by_page(request: HttpRequest) -> bool:
    """The browser itself sent the form and will show whatever comes back."""
    return not request.htmx and "text/html" in request.headers.get("Accept", "")


def _page_again(request: HttpRequest) -> HttpResponse:
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(page if ours else "dispatch:home")
