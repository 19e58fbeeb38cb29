"""Pages about the methods: runs, pause and budget; the scoreboard; what the algorithm is."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch.warnings import queries
from dispatch.warnings.forms import RunForm
from dispatch.warnings.pages import show
from dispatch.warnings.words import measures_words
from incidents.hotspots import events, words
from incidents.hotspots.clusters import VERSION as SCAN
from incidents.hotspots.counts import VERSION as COUNTS
from incidents.hotspots.effect import VERSION as EFFECT
from incidents.hotspots.gistar import VERSION as GISTAR
from incidents.hotspots.matching import VERSION as MATCHING
from incidents.hotspots.methods import pause_method, resume_method, set_budget
from incidents.hotspots.models import HotspotMethod, HotspotRun, MethodCode
from incidents.hotspots.running import ask_repetition, ask_run, progress_of, yesterday
from incidents.hotspots.scoreboard import VERSION as SCOREBOARD
from incidents.hotspots.scoring import board
from incidents.kinds.models import Kind
from incidents.register.jurisdiction import county_of
from units.access.decorators import needs
from units.access.refused import Refused
from units.access.scope import may

LISTED = 30
CHART = (300, 60)


@require_safe
@never_cache
@needs("hotspot.see")
def methods(request):
    return _methods(request, _run_form(request.user))


@require_POST
@needs("hotspot.run")
def run(request):
    form = RunForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        bureau = queries.top_of(request.user, "hotspot.run")
        try:
            ask_run(said["method"], bureau, said["day"], by=request.user, deliver=said["deliver"])
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _("A worker runs it now. What it finds shows below."))
            return redirect("dispatch:warning_methods")
    return _methods(request, form, status=422)


@require_safe
@never_cache
@needs("hotspot.see")
def run_page(request, pk: int):
    row = _run(request, pk)
    names = {kind.code: kind.name for kind in Kind.objects.filter(code__in=[one["kind"] for one in row.findings])}
    context = {
        "row": row,
        "words": words.outcome(row),
        "progress": progress_of(row),
        "findings": [{**one, "kind_name": names.get(one["kind"], one["kind"])} for one in row.findings],
        "warnings": row.warnings.select_related("organisation", "kind"),
        "repetitions": row.repetitions.order_by("at"),
        "may_run": may(request.user, "hotspot.run"),
        "tab": "methods",
    }
    return show(request, "run", context)


@require_safe
@never_cache
@needs("hotspot.see")
def run_progress(request, pk: int) -> JsonResponse:
    row = _run(request, pk)
    return JsonResponse({"state": row.state, "percent": progress_of(row)})


@require_POST
@needs("hotspot.run")
def repeat(request, pk: int):
    row = _run(request, pk, "hotspot.run")
    try:
        row = ask_repetition(row, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("dispatch:warning_run", row.pk)


@require_POST
@needs("hotspot.pause")
def pause(request, method: str):
    row, why = get_object_or_404(HotspotMethod, code=method), request.POST.get("why", "")
    return _do(request, lambda: pause_method(row, why=why, by=request.user))


@require_POST
@needs("hotspot.pause")
def resume(request, method: str):
    row = get_object_or_404(HotspotMethod, code=method)
    return _do(request, lambda: resume_method(row, by=request.user))


@require_POST
@needs("hotspot.pause")
def budget(request, method: str):
    row, text = get_object_or_404(HotspotMethod, code=method), request.POST.get("budget", "")
    return _do(request, lambda: set_budget(row, int(text) if text.isdigit() else -1, by=request.user))


@require_safe
@needs("hotspot.see")
def scoreboard(request):
    found = [
        {
            **line,
            "percent": round(line["share"] * 100),
            "hit_percent": line["hit_rate"] * 100,
            "naive_percent": line["baseline_hit_rate"] * 100,
            "lead_points": f"{line['lead'] * 100:+.1f}"
            + ("" if line["lead_error"] is None else f" ± {line['lead_error'] * 100:.1f}"),
        }
        for line in board(queries.scored_for(request.user))
    ]
    by_code = {method.code: method for method in HotspotMethod.objects.all()}
    groups = [
        {
            "name": MethodCode(code).label,
            "standing": words.standing(by_code[code]),
            "off": not by_code[code].warns,
            "lines": [line for line in found if line["method"] == code],
            "chart": _chart(next((line for line in found if line["method"] == code and line["share"] == 0.02), None)),
        }
        for code in (MethodCode.DENSITY, MethodCode.SCAN)
    ]
    context = {
        "groups": groups,
        "outcomes": queries.outcomes(request.user),
        "measures": measures_words(queries.measures_together(request.user)),
        "tab": "scoreboard",
        "chart": CHART,
    }
    return show(request, "scoreboard", context)


@require_safe
@needs("hotspot.see")
def algorithm(request):
    rows = HotspotMethod.objects.order_by("code")
    bureau = county_of(request.user)
    first, last, count = events.span(bureau) if bureau else (None, None, 0)
    context = {
        "methods": [(row, words.standing(row)) for row in rows],
        "versions": [SCAN, COUNTS, GISTAR, SCOREBOARD, EFFECT, MATCHING],
        "first": first,
        "last": last,
        "count": count,
        "owner": bureau,
        "tab": "algorithm",
    }
    return show(request, "algorithm", context)


def _chart(line: dict | None) -> dict | None:
    """Points of two lines over the weeks: the method's hit rate and the naive map's."""
    if line is None or len(line["by_week"]) < 2:
        return None
    width, height = CHART
    weeks = line["by_week"]
    top = max([max(one["hit_rate"], one["baseline"]) for one in weeks]) or 1

    def points(name: str) -> str:
        step = width / (len(weeks) - 1)
        return " ".join(
            f"{number * step:.1f},{height - one[name] / top * (height - 4) - 2:.1f}" for number, one in enumerate(weeks)
        )

    return {"ours": points("hit_rate"), "naive": points("baseline"), "top": top, "weeks": len(weeks)}


def _run_form(user) -> RunForm:
    bureau = county_of(user)
    last = events.span(bureau)[1] if bureau else None
    return RunForm(initial={"day": min(last, yesterday()) if last else yesterday(), "deliver": True})


def _methods(request, form: RunForm, status: int = 200):
    runs = HotspotRun.objects.visible_to(request.user).select_related("method", "organisation")[:LISTED]
    context = {
        "methods": [(row, words.standing(row)) for row in HotspotMethod.objects.select_related("paused_by")],
        "runs": [(row, words.outcome(row), progress_of(row)) for row in runs],
        "form": form,
        "may_run": may(request.user, "hotspot.run"),
        "may_pause": may(request.user, "hotspot.pause"),
        "tab": "methods",
    }
    return show(request, "methods", context, status=status)


def _run(request, pk: int, right: str | None = None) -> HotspotRun:
    rows = HotspotRun.objects.visible_to(request.user, right)
    return get_object_or_404(rows.select_related("method", "organisation", "repeats", "by"), pk=pk)


def _do(request, deed):
    try:
        deed()
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("dispatch:warning_methods")
