"""The story as a fragment of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from incidents.register.models import Incident
from incidents.register.queries import incident as incident_of
from incidents.timeline.queries import story_of
from units.access.decorators import needs


@needs("incident.see")
@require_GET
def story(request: HttpRequest, code: str) -> HttpResponse:
    try:
        incident = incident_of(request.user, code)
    except Incident.DoesNotExist:
        raise Http404 from None
    may_remark = Incident.objects.visible_to(request.user, "incident.change").filter(pk=incident.pk).exists()
    context = {"incident": incident, "story": story_of(incident), "register": {"may_remark": may_remark}}
    return render(request, "incidents/timeline/_story.html", context)
