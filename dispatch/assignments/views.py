"""Sending units and moving orders on, from console and station pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dispatch.assignments.actions import assign_units
from dispatch.assignments.answers import done_answer, refused_answer, status_of
from dispatch.assignments.deeds import DEEDS, do
from dispatch.assignments.forms import SendForm, StepForm
from dispatch.assignments.lists import orders_context
from dispatch.assignments.queries import order_json, orders_answerable
from dispatch.recommendation.models import Recommendation
from dispatch.recommendation.queries import DISPATCH_RIGHT
from incidents.register.models import Incident
from units.access.decorators import needs
from units.access.refused import Refused


@require_safe
@needs("incident.see")
def assignments(request: HttpRequest, code: str) -> HttpResponse:
    """The orders of an incident, as a fragment."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user), code=code)
    return render(request, "dispatch/assignments/_list.html", orders_context(request.user, incident))


@require_POST
@needs(DISPATCH_RIGHT)
def assign(request: HttpRequest, code: str) -> HttpResponse:
    """Send units. 200 with the incident's orders; 409 or 422 naming the field and the remedy, and nothing was sent."""
    incidents = Incident.objects.visible_to(request.user, DISPATCH_RIGHT).select_related("kind", "organisation")
    incident = get_object_or_404(incidents, code=code)
    form = SendForm(request.POST, user=request.user, right=DISPATCH_RIGHT)
    if not form.is_valid():
        return refused_answer(request, Refused(_words(form), code="invalid", field="units"))
    known = Recommendation.objects.filter(pk=form.cleaned_data["recommendation"], incident=incident).first()
    try:
        orders = assign_units(
            incident,
            form.units,
            by=request.user,
            recommendation=known,
            override_reason=form.cleaned_data["override_reason"],
            instruction=form.cleaned_data["instruction"],
            take_reason=form.cleaned_data["take_reason"] or _("needed more urgently"),
            take=form.take,
            also=form.also,
        )
    except Refused as refused:
        return refused_answer(request, refused)
    if not request.htmx:
        return done_answer(request, {"assignments": [order_json(order) for order in orders]}, status=201)
    answer = render(request, "dispatch/assignments/_sent.html", {"incident": incident, "orders": orders})
    # The whole list gives way: its ticks are spent, and the panel brings the orders.
    answer["HX-Retarget"] = f'[data-recommendation="{incident.code}"] [data-recommended]'
    answer["HX-Reswap"] = "innerHTML"
    return answer


@require_POST
@needs("incident.see")
def step(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on one order: ``reason`` where it needs one, ``source`` and ``at`` if they are not as usual."""
    deed = DEEDS.get(verb)
    if deed is None:
        raise Http404
    order = get_object_or_404(orders_answerable(request.user, deed.right), code=code)
    form, refusal = StepForm(request.POST), None
    try:
        if not form.is_valid():
            raise Refused(_words(form), code="invalid", field=next(iter(form.errors)))
        told = form.cleaned_data
        order = do(verb, order, by=request.user, at=told["at"], source=told["source"], reason=told["reason"])
    except Refused as refused:
        refusal = refused
    if not request.htmx:
        return done_answer(request, order_json(order)) if refusal is None else refused_answer(request, refusal)
    context = orders_context(request.user, order.incident) | {"refused": refusal}
    return render(
        request, "dispatch/assignments/_list.html", context, status=200 if refusal is None else status_of(refusal)
    )


def _words(form) -> str:
    return " ".join(str(text) for errors in form.errors.values() for text in errors) or _("Check the fields.")
