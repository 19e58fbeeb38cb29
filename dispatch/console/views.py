"""Pages of the console: they translate a request into queries, and nothing else."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dispatch.console.figures import times_of_today
from dispatch.console.first_run import bureau_is_empty, first_steps
from dispatch.console.layers import areas_layer, cameras_layer
from dispatch.console.panel import panel_context
from dispatch.console.places import places_to_go
from dispatch.console.queries import console_context
from incidents.register.models import Incident
from units.access.decorators import needs


@require_safe
def home(request):
    """The front door: to one's own working place; on an empty bureau, what to do first."""
    if bureau_is_empty():
        return render(request, "dispatch/console/first_run.html", {"steps": first_steps()})
    if not request.user.is_authenticated:
        return redirect_to_login("/")
    places = places_to_go(request)
    if places:
        return HttpResponseRedirect(places[0].url)
    return render(request, "dispatch/console/no_place.html")


@require_safe
@needs("console.open")
def console(request):
    return render(request, "dispatch/console/console.html", console_context(request.user))


@require_safe
@needs("console.open")
def panel(request, code: str):
    incidents = Incident.objects.visible_to(request.user).select_related("kind", "organisation", "area", "beat")
    incident = get_object_or_404(incidents, code=code)
    return render(request, "dispatch/console/_panel.html", panel_context(request.user, incident))


@require_safe
@needs("console.open")
def figures(request):
    return JsonResponse(times_of_today(request.user))


@require_safe
@needs("console.open")
def cameras(request):
    return JsonResponse(cameras_layer(request.user))


@require_safe
@needs("console.open")
def areas(request):
    return JsonResponse(areas_layer(request.user))
