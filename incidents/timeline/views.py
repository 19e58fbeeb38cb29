"""The story as a fragment of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from incidents.register.models import Incident
from incidents.register.queries import incident as incident_of
from incidents.register.reach import reaches
from incidents.timeline.queries import story_of
from units.access.decorators import needs


@needs("incident.see")
@require_GET
def story(request: HttpRequest, code: str) -> HttpResponse:
    try:
        incident = incident_of(request.user, code)
    except Incident.DoesNotExist:
        raise Http404 from None
    register = {"may_remark": reaches(request.user, "incident.change", incident)}
    context = {"incident": incident, "story": story_of(incident), "register": register}
    return render(request, "incidents/timeline/_story.html", context)
