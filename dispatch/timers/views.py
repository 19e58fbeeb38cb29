"""Alarms on console and station pages."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from dispatch.timers.actions import acknowledge_alarm
from dispatch.timers.danger import DANGER, answer_danger
from dispatch.timers.lists import alarms_context
from dispatch.timers.models import Alarm
from incidents.register.models import Incident
from units.access.decorators import needs
from units.access.refused import Refused


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
    try:
        alarm = acknowledge_alarm(alarm, by=request.user)
    except Refused as refused:
        return JsonResponse(refused.as_dict(), status=409)
    if request.htmx and alarm.incident is not None:
        return render(request, "dispatch/timers/_alarms.html", alarms_context(request.user, alarm.incident))
    return JsonResponse({"id": alarm.pk, "acknowledged": alarm.acknowledged_at is not None, "version": alarm.version})


@require_POST
@needs("alarm.acknowledge")
def danger(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done about an officer in danger: ``answer`` one of helping, safe, false. 409 for anything else."""
    seen = Alarm.objects.visible_to(request.user, "alarm.acknowledge")
    alarm = get_object_or_404(seen, pk=pk, cause=DANGER)
    try:
        alarm = answer_danger(alarm, request.POST.get("answer", ""), by=request.user)
    except Refused as refused:
        return JsonResponse(refused.as_dict(), status=409)
    return JsonResponse({"id": alarm.pk, "ended": alarm.ended_at is not None, "version": alarm.version})
