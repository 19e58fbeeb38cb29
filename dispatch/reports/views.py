"""Reports on console and station pages: written, reviewed, their photos shown."""

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget

from dispatch.assignments.answers import done_answer, posted_by_page, refused_answer, status_of
from dispatch.assignments.models import AssignmentStep
from dispatch.assignments.queries import orders_answerable
from dispatch.journal.actions import record_read
from dispatch.reports.actions import approve_report, return_report, submit_report
from dispatch.reports.forms import ReportForm, ReviewForm
from dispatch.reports.lists import reports_context
from dispatch.reports.models import ReportKind, ResponseReport
from dispatch.reports.queries import photo_visible, report_json, reports_visible
from incidents.register.models import Incident
from units.access.decorators import needs
from units.access.refused import Refused


@require_safe
@needs("incident.see")
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """The reports of an incident, as a fragment."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user), code=code)
    return render(request, "dispatch/reports/_review.html", reports_context(request.user, incident))


@require_POST
@needs("report.write")
def submit_for_order(request: HttpRequest, code: str) -> HttpResponse:
    order = get_object_or_404(orders_answerable(request.user, "report.write"), code=code)
    return _submit(request, order.incident, order)


@require_POST
@needs("report.write")
def submit_for_incident(request: HttpRequest, code: str) -> HttpResponse:
    """A station writes for an incident of its own."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user, "incident.relay"), code=code)
    return _submit(request, incident, None)


@require_POST
@needs("report.review")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _review(request, pk, lambda report, words: approve_report(report, by=request.user, note=words))


@require_POST
@needs("report.review")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _review(request, pk, lambda report, words: return_report(report, by=request.user, reason=words))


@require_safe
@needs("incident.see")
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo, to who may see its incident; that it was seen is in the journal."""
    row = get_object_or_404(photo_visible(request.user, pk))
    record_read(request.user, row.report, purpose="photo", data={"photo": row.pk})
    answer = FileResponse(row.image.open("rb"))
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _submit(request: HttpRequest, incident: Incident, order) -> HttpResponse:
    kind = ReportKind.ARRIVAL if request.POST.get("report_kind") == ReportKind.ARRIVAL else ReportKind.RESULT
    form = ReportForm(request.POST, kind=kind)
    if not form.is_valid():
        errors = [{"field": name, "message": str(text)} for name, texts in form.errors.items() for text in texts]
        if request.htmx or posted_by_page(request):
            return _form_again(request, form, incident, order, 422)
        return JsonResponse({"errors": errors}, status=422)
    try:
        report = submit_report(
            incident,
            by=request.user,
            assignment=order,
            kind=kind,
            items=form.cleaned_items(),
            photos=request.FILES.getlist("photos"),
            source=AssignmentStep.Source.CONSOLE,
        )
    except Refused as refused:
        if request.htmx or posted_by_page(request):
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            return _form_again(request, form, incident, order, status_of(refused))
        return refused_answer(request, refused)
    if request.htmx:
        return _reports_again(request, incident)
    return done_answer(request, report_json(report), status=201)


def _review(request: HttpRequest, pk: int, deed) -> HttpResponse:
    report: ResponseReport = get_object_or_404(reports_visible(request.user, "report.review"), pk=pk)
    form = ReviewForm(request.POST)
    form.is_valid()
    try:
        report = deed(report, form.cleaned_data.get("reason", ""))
    except Refused as refused:
        return refused_answer(request, refused)
    if request.htmx:
        return _reports_again(request, report.incident)
    return done_answer(request, report_json(report))


def _reports_again(request: HttpRequest, incident: Incident) -> HttpResponse:
    """The reports as they are now, in the place of those shown; the asking form's own target is for refusals."""
    answer = render(request, "dispatch/reports/_review.html", reports_context(request.user, incident))
    return reswap(retarget(answer, f"#review-{incident.code}"), "outerHTML")


def _form_again(request: HttpRequest, form: ReportForm, incident: Incident, order, status: int) -> HttpResponse:
    """What was typed stays, with what is wrong beside it."""
    context = {"form": form, "incident": incident, "order": order}
    template = "_form.html" if request.htmx else "form_page.html"
    return render(request, f"dispatch/reports/{template}", context, status=status)
