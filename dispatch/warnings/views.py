"""Pages of the warnings: list, one warning and its deeds, layers of the map."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch.warnings import actions, queries
from dispatch.warnings.forms import MeasureForm
from dispatch.warnings.models import HotspotWarning
from dispatch.warnings.pages import show
from dispatch.warnings.station import deliver_to
from dispatch.warnings.words import after_words, paragraph
from incidents.hotspots.models import HotspotRun
from incidents.register.models import Incident
from maps import geojson
from units.access.decorators import needs
from units.access.refused import Refused
from units.access.scope import may

LISTED = 100
STATES = [
    ("open", pgettext_lazy("warnings", "Open")),
    ("closed", pgettext_lazy("warnings", "Closed")),
    ("all", _lazy("All")),
]
DENSITY_DAYS, LONGEST_DENSITY = 28, 365


@require_safe
@never_cache
@needs("warning.see")
def warnings(request):
    state = request.GET.get("state", "open")
    rows = list(queries.warnings_visible(request.user, state)[:LISTED])
    deliver_to(request.user, rows)
    context = {"rows": [(row, paragraph(row)) for row in rows], "state": state, "states": STATES, "tab": "warnings"}
    return show(request, "warnings", context)


@require_safe
@never_cache
@needs("warning.see")
def warning(request, code: str):
    row = _mine(request, code)
    deliver_to(request.user, [row])
    return _page(request, _mine(request, code), MeasureForm())


@require_POST
@needs("warning.answer")
def sign(request, code: str):
    row = _mine(request, code, "warning.answer")
    return _do(request, code, lambda: actions.sign_warning(row, by=request.user))


@require_POST
@needs("warning.answer")
def answer(request, code: str):
    row = _mine(request, code, "warning.answer")
    form = MeasureForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_warning(row, [actions.Intended(**form.cleaned_data)], by=request.user)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            return redirect("dispatch:warning", code)
    return _page(request, row, form, status=422)


@require_POST
@needs("warning.answer")
def judge(request, code: str):
    row = _mine(request, code, "warning.answer")
    return _do(request, code, lambda: actions.judge_warning(row, request.POST.get("usefulness", ""), by=request.user))


@require_POST
@needs("warning.answer")
def close(request, code: str):
    row = _mine(request, code, "warning.answer")
    return _do(request, code, lambda: actions.close_warning(row, by=request.user, note=request.POST.get("note", "")))


@require_safe
@needs("warning.see")
def layer(request) -> JsonResponse:
    """Open warnings on the map, as GeoJSON."""
    return JsonResponse(queries.warnings_layer(request.user))


@require_safe
@needs("warning.see")
def density(request) -> JsonResponse:
    """The density map up to ``day`` (ISO, default yesterday) over ``days``. 400 for what is none."""
    try:
        day = date.fromisoformat(request.GET.get("day") or (timezone.localdate() - timedelta(days=1)).isoformat())
        days = int(request.GET.get("days") or DENSITY_DAYS)
    except ValueError:
        return JsonResponse({"detail": _("day: a date as 2026-11-28; days: a whole number.")}, status=400)
    if not 1 <= days <= LONGEST_DENSITY:
        return JsonResponse({"detail": _("days: 1 to 365.")}, status=400)
    return JsonResponse(queries.density_layer(request.user, day, days))


def _mine(request, code: str, right: str | None = None) -> HotspotWarning:
    rows = HotspotWarning.objects.visible_to(request.user, right)
    return get_object_or_404(rows.select_related("organisation", "kind", "run__method", "signed_by"), code=code)


def _page(request, row: HotspotWarning, form: MeasureForm, status: int = 200):
    codes = [event["ref"] for event in row.events if event["ref"]]
    seen = set(Incident.objects.visible_to(request.user).filter(code__in=codes).values_list("code", flat=True))
    zone = timezone.get_current_timezone()
    context = {
        "row": row,
        "words": paragraph(row),
        "after": after_words(row),
        "events": [
            {**event, "when": datetime.fromtimestamp(event["at"], zone), "linked": event["ref"] in seen}
            for event in row.events
        ],
        "measures": row.measures.select_related("by"),
        "form": form,
        "may_answer": may(request.user, "warning.answer", row.organisation),
        "shape": {
            "outline": geojson.geometry(row.outline),
            "bounds": row.outline.extent,
            "events": [[event["lon"], event["lat"]] for event in row.events],
        },
        "run_seen": HotspotRun.objects.visible_to(request.user).filter(pk=row.run_id).exists(),
        "tab": "warnings",
    }
    return show(request, "warning", context, status=status)


def _do(request, code: str, deed):
    try:
        deed()
    except Refused as refused:
        messages.error(request, refused.message)
    back = request.POST.get("back", "")
    return redirect(back) if back.startswith("/station/") else redirect("dispatch:warning", code)
