"""Interfaces for the console: a number to call."""

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from dispatch.nearby.calling import number_of_officer, number_of_unit
from units.access.decorators import needs


@require_POST
@needs("person.call")
@transaction.atomic
def call_unit(request, call_sign: str):
    """``{"name", "number", "person"}`` of who leads the unit, else of its station; a person's is journalled."""
    return _answer(number_of_unit, request.user, call_sign)


@require_POST
@needs("person.call")
@transaction.atomic
def call_officer(request, pk: int):
    """The same for one person on duty."""
    return _answer(number_of_officer, request.user, pk)


def _answer(find, user, key) -> JsonResponse:
    try:
        return JsonResponse(find(user, key)._asdict())
    except ObjectDoesNotExist as error:
        raise Http404 from error
