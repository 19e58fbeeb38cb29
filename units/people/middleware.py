"""A signed-in user's own language wins over the browser's."""

from asgiref.sync import iscoroutinefunction
from django.utils import translation
from django.utils.decorators import sync_and_async_middleware


def _activate(request, user) -> None:
    if user.is_authenticated and user.language:
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language()


@sync_and_async_middleware
def language_of_user(get_response):
    if iscoroutinefunction(get_response):

        async def middleware(request):
            _activate(request, await request.auser())
            return await get_response(request)

    else:

        def middleware(request):
            _activate(request, request.user)
            return get_response(request)

    return middleware
