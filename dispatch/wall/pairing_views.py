"""Where a person types the code that is on the wall, and shuts a wall out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dispatch.wall.actions import pair_display, revoke_display
from dispatch.wall.forms import PairForm
from dispatch.wall.models import Display
from units.access.decorators import needs
from units.access.refused import Refused


def _displays(user):
    return Display.objects.visible_to(user, "wall.pair").filter(active=True).select_related("organisation")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("wall.pair")
def pair(request: HttpRequest) -> HttpResponse:
    displays = _displays(request.user)
    chosen = displays.filter(name=request.GET.get("display", "")).first()
    form = PairForm(request.POST or None, displays=displays, initial={"display": chosen})
    if request.method == "POST" and form.is_valid():
        display = form.cleaned_data["display"]
        try:
            granted = pair_display(display, form.cleaned_data["code"], by=request.user)
        except Refused as refusal:
            form.add_error("code", refusal.message)
        else:
            words = _("%(display)s is paired with the browser at %(address)s. It shows its scenes in a moment.")
            messages.success(request, words % {"display": display, "address": granted.address or "?"})
            return HttpResponseRedirect(reverse("dispatch:wall_pair"))
    status = 422 if form.errors else 200
    return render(request, "dispatch/wall/pair.html", {"form": form, "displays": displays}, status=status)


@require_POST
@needs("wall.pair")
def revoke(request: HttpRequest, name: str) -> HttpResponse:
    display = get_object_or_404(_displays(request.user), name=name)
    revoke_display(display, by=request.user)
    messages.success(request, _("%(display)s is shut out. Pair it again to use it.") % {"display": display})
    return HttpResponseRedirect(reverse("dispatch:wall_pair"))
