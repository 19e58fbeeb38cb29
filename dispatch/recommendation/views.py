"""The recommendation as a fragment of the incident panel."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dispatch.recommendation.actions import recommend
from dispatch.recommendation.lists import recommendation_context
from dispatch.recommendation.queries import DISPATCH_RIGHT, WITH_KIND
from incidents.register.models import Incident
from units.access.decorators import needs


@require_safe
@needs(DISPATCH_RIGHT)
def recommendation(request: HttpRequest, code: str) -> HttpResponse:
    """Made anew and stored each time it is asked for: the units moved."""
    incidents = Incident.objects.visible_to(request.user, DISPATCH_RIGHT).select_related(*WITH_KIND)
    incident = get_object_or_404(incidents, code=code)
    context = recommendation_context(recommend(incident, by=request.user))
    return render(request, "dispatch/recommendation/_units.html", {"incident": incident, **context})
