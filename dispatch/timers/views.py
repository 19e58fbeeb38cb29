"""Alarms on console and station pages."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from dispatch.timers.actions import acknowledge_alarm
from dispatch.timers.lists import alarms_context
from dispatch.timers.models import Alarm
from incidents.register.models import Incident
from units.access.decorators import needs


@require_safe
@needs("incident.see")
def alarms(request: HttpRequest, code: str) -> HttpResponse:
    """The alarms of an incident, as a fragment."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user), code=code)
    return render(request, "dispatch/timers/_alarms.html", alarms_context(request.user, incident))


@require_POST
@needs("alarm.acknowledge")
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Quiet for its stage. Answers the incident's alarms to htmx, else ``{"id", "acknowledged", "version"}``."""
    alarm = get_object_or_404(Alarm.objects.visible_to(request.user, "alarm.acknowledge"), pk=pk)
    alarm = acknowledge_alarm(alarm, by=request.user)
    if request.htmx and alarm.incident is not None:
        return render(request, "dispatch/timers/_alarms.html", alarms_context(request.user, alarm.incident))
    return JsonResponse({"id": alarm.pk, "acknowledged": alarm.acknowledged_at is not None, "version": alarm.version})
