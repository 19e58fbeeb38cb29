"""Pages and fragments of the register: they translate a request into one action or query."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from incidents.kinds.choices import Level
from incidents.kinds.queries import kind_by_code
from incidents.register.actions import change_incident
from incidents.register.answers import body_of, outcome, refusal_answer, status_of, typed_fields
from incidents.register.caller import read_caller
from incidents.register.changing import field_state
from incidents.register.deeds import DEEDS, form_for
from incidents.register.duplicates import likely_duplicates
from incidents.register.fields import clean_point
from incidents.register.forms import put_refusal
from incidents.register.models import Incident, IncidentState
from incidents.register.panel import details_context
from incidents.register.queries import incident as incident_of
from incidents.register.queries import search_incidents
from incidents.register.reach import reaches
from incidents.register.refusal import Refused
from units.access.decorators import needs
from units.access.scope import organisations_visible_to

PAGE = 50
SHOWN_WHILE_TYPING = 3  # more would push the guidance out of sight


@needs("incident.see")
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """All incidents the user may see, in any state, with filters."""
    asked = request.GET
    rows = search_incidents(
        request.user,
        state=asked.get("state", ""),
        text=asked.get("q", "").strip(),
        kind=asked.get("kind", "").replace("-", "").rstrip("0") if asked.get("kind", "")[:1].isdigit() else "",
        level=int(asked["level"]) if asked.get("level", "").isdigit() else None,
        organisation=asked.get("station", ""),
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", ""), after=True),
    )
    page = Paginator(rows, PAGE).get_page(asked.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "query": urlencode({name: value for name, value in asked.items() if name != "page"}),
        "states": IncidentState.choices,
        "levels": Level.choices,
        "stations": organisations_visible_to(request.user, "incident.see"),
    }
    return render(request, "incidents/register/register.html", context)


@needs("incident.see")
@require_GET
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One incident as a page of its own."""
    incident = _incident_or_404(request.user, code)
    return render(request, "incidents/register/incident.html", details_context(request.user, incident))


@needs("incident.change")
@require_POST
def change(request: HttpRequest, code: str) -> JsonResponse:
    """``{"fields": {name: {value, base}}, "editor", "reason"}`` → saved, conflicts with both values, problems."""
    incident = _incident_or_404(request.user, code, "incident.change")
    body = body_of(request)
    values, bases = typed_fields(body)
    reason, editor = str(body.get("reason") or ""), str(body.get("editor") or "")[:40]
    try:
        done = change_incident(incident, values, bases, by=request.user, editor=editor, reason=reason)
    except Refused as refused:
        return refusal_answer(refused)
    fields = {name: field_state(incident, name) for name in done.saved}
    return outcome(done.conflicts, done.refused, fields=fields, version=incident.version)


@needs("incident.see")
@require_http_methods(["GET", "POST"])
def deed(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """GET: the deed's form. POST: do it; 204 when done, 422 or 409 with the form and the reason when not."""
    chosen = DEEDS[name]
    incident = _incident_or_404(request.user, code, chosen.right)
    if request.method == "GET":
        form = form_for(chosen, incident, request.user, initial=request.GET.dict())
        return render(request, "incidents/register/_deed.html", {"deed": chosen, "form": form, "incident": incident})
    form, status = form_for(chosen, incident, request.user, request.POST), 422
    if form.is_valid():
        try:
            chosen.act(incident, form.cleaned_data, request.user)
        except Refused as refused:
            put_refusal(form, refused)
            status = status_of(refused)
        else:
            return HttpResponse(status=204)
    context = {"deed": chosen, "form": form, "incident": incident}
    return render(request, "incidents/register/_deed.html", context, status=status)


@needs("caller.see")
@require_POST
@transaction.atomic
def caller(request: HttpRequest, code: str) -> HttpResponse:
    """Show the caller; the reading is journalled with its purpose."""
    incident = _incident_or_404(request.user, code)
    shown = read_caller(request.user, incident, purpose=request.POST.get("purpose", "panel")[:40])
    return render(request, "incidents/register/_caller.html", {"caller": shown, "incident": incident, "shown": True})


@needs("incident.take")
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Likely repeats of what is being typed: JSON when asked for, else a fragment for the form or the panel."""
    asked = request.GET
    other_than = _incident_or_404(request.user, asked["incident"]) if asked.get("incident") else None
    point = None
    if asked.get("lon") and asked.get("lat"):
        try:
            point = clean_point(asked["lon"], asked["lat"])
        except Refused:
            point = None
    found = likely_duplicates(
        request.user,
        point=point,
        number=asked.get("number", ""),
        words=asked.get("words", ""),
        kind=kind_by_code(asked["kind"]) if asked.get("kind") else None,
        other_than=other_than,
        limit=SHOWN_WHILE_TYPING,
    )
    if "application/json" in request.headers.get("Accept", ""):
        rows = [
            {
                "code": one.incident.code,
                "kind_name": {"zh": one.incident.kind.name_zh, "en": one.incident.kind.name_en},
                "level": one.incident.level,
                "state": one.incident.state,
                "place": one.incident.address or one.incident.place_typed,
                "score": round(one.likeness.score, 2),
                "reasons": one.reasons,
            }
            for one in found
        ]
        return JsonResponse({"duplicates": rows})
    context = {"found": found, "incident": other_than}
    return render(request, "incidents/register/_duplicates.html", context)


def _incident_or_404(user, code: str, right: str | None = None) -> Incident:
    """404 for what the user may not see, 403 for what the user may see but not do."""
    try:
        found = incident_of(user, code)
    except Incident.DoesNotExist:
        raise Http404 from None
    if right and not reaches(user, right, found):
        raise PermissionDenied(right)
    return found


def _day(text: str, *, after: bool = False):
    try:
        day = parse_date(text)
    except ValueError:
        return None
    if day is None:
        return None
    midnight = timezone.make_aware(datetime(day.year, day.month, day.day))
    return midnight + timedelta(days=1) if after else midnight
