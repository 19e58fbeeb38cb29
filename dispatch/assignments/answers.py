"""How pages of this floor answer a refusal: a fragment for htmx, JSON for fetch; both name the field and the remedy."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from units.access.refused import Refused

WRONG_INPUT = ("reason_missing", "invalid", "photo")


def status_of(refused: Refused) -> int:
    """422 for what the form lacks, 409 for what the rules forbid."""
    return 422 if refused.code in WRONG_INPUT else 409


def refused_answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    status = status_of(refused)
    if request.htmx:
        return render(request, "dispatch/assignments/_refused.html", {"refused": refused}, status=status)
    return JsonResponse(refused.as_dict(), status=status)
