"""What is cast to a wall, for the wall itself."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch.casts.actions import note_receipt
from dispatch.casts.queries import cast_row, casts_for_wall
from dispatch.wall.door import for_display

OF_WALLS = ("delivered", "shown")  # nobody presses anything there


@require_safe
@never_cache
@for_display
def wall_casts(request: HttpRequest) -> JsonResponse:
    rows = casts_for_wall(request.viewer.display)
    return JsonResponse({"casts": [cast_row(row, on_wall=True) for row in rows]})


@require_POST
@for_display
def wall_receipt(request: HttpRequest, pk: int, event: str) -> JsonResponse:
    display = request.viewer.display
    row = next((one for one in casts_for_wall(display) if one.pk == pk), None)
    if row is None or event not in OF_WALLS:
        raise Http404
    note_receipt(row, event, wall=display)
    return JsonResponse({"id": pk, "event": event})
