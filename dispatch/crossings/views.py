from django.http import JsonResponse
from django.views.decorators.http import require_safe

from dispatch.crossings.layer import fences_layer
from units.access.decorators import needs


@require_safe
@needs("console.open")
def fences(request) -> JsonResponse:
    """The map's layer of fences, as GeoJSON."""
    return JsonResponse(fences_layer(request.user))
