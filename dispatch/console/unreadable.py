"""A NUL character, which no column of the database can hold, is refused at the door instead of failing inside."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import sync_and_async_middleware
from django.utils.translation import gettext as _

from dispatch.console.errors import unreadable

Answer = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def refuse_unreadable(get_response: Answer) -> Answer:
    """400 for a NUL in the address or in JSON; forms refuse it at the field by themselves."""
    if iscoroutinefunction(get_response):

        async def ask(request: HttpRequest) -> HttpResponseBase:
            return _refusal(request) or await get_response(request)  # type: ignore[misc]

        return ask
    return lambda request: _refusal(request) or get_response(request)


def _refusal(request: HttpRequest) -> HttpResponse | None:
    address = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
    json = request.content_type == "application/json"
    if not address and not (json and b"\\u0000" in request.body):
        return None
    words = _("This item cannot be read.")
    if json or request.path_info.startswith("/api/"):
        problem = {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": words}
        return JsonResponse(problem, status=400, content_type="application/problem+json")
    return unreadable(request)
