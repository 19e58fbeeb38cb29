"""Reports over the API: ``POST /assignments/{code}/report``, then its photos one by one."""

from datetime import datetime
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from dispatch.assignments.queries import orders_answerable
from dispatch.reports.actions import add_photos, submit_report
from dispatch.reports.forms import ReportForm
from dispatch.reports.models import ReportState, ResponseReport
from dispatch.reports.queries import report_json
from units.access.idempotency import idempotent
from units.access.problems import Problem
from units.access.scope import may

router = Router(tags=["reports"])


class Report(Schema):
    """The field's data items; leave out what does not apply. ``found_kind``: a kind's code. ``signature``: SVG path
    data. ``at``: when it was written, for a terminal that was offline."""

    kind: Literal["arrival", "result"] = "result"
    at: datetime | None = None
    narrative: str | None = Field(None, max_length=20_000)
    result: str | None = None
    found_kind: str | None = None
    found_level: int | None = None
    happened_at: datetime | None = None
    place: str | None = None
    place_class: str | None = None
    officers: int | None = None
    vehicles: int | None = None
    involved: int | None = None
    helped: int | None = None
    injured: int | None = None
    dead: int | None = None
    arrested: int | None = None
    fled: int | None = None
    weather: str | None = None
    loss: str | None = None
    evidence_items: int | None = None
    case_number: str | None = None
    handed_to: str | None = None
    traffic: dict[str, Any] | None = None
    parties: list[dict[str, Any]] | None = None
    signature: str | None = None


@router.post("/assignments/{code}/report", response={201: Any}, summary="Report on arrival or on the outcome")
@idempotent
def report(request, code: str, payload: Report):
    """Sent again (or corrected after a return) it is the same report with a higher version."""
    _must_write(request)
    order = get_object_or_404(orders_answerable(request.user, "report.write"), code=code)
    given = payload.dict(exclude_none=True, exclude={"kind", "at"})
    form = ReportForm(given, kind=payload.kind)
    if not form.is_valid():
        errors = [{"field": name, "message": str(text)} for name, texts in form.errors.items() for text in texts]
        raise Problem(422, _("Some fields are missing or wrong."), code="invalid", errors=errors)
    made = submit_report(
        order.incident,
        by=request.user,
        assignment=order,
        kind=payload.kind,
        items=form.cleaned_items(),
        at=payload.at,
    )
    return Status(201, report_json(made))


@router.post("/reports/{pk}/photos", response={201: Any}, summary="Add photos to one's report")
@idempotent
def photos(request, pk: int, files: File[list[UploadedFile]], taken_at: Form[datetime | None] = None):
    _must_write(request)
    own = ResponseReport.objects.filter(by=request.user)
    kept = add_photos(get_object_or_404(own, pk=pk), files, by=request.user, taken_at=taken_at)
    return Status(201, {"kept": kept})


@router.get("/reports/mine", summary="One's own reports, newest first; those returned have a reviewer's note")
def mine(request, state: Literal["", "submitted", "returned", "approved"] = "") -> list[dict]:
    own = ResponseReport.objects.filter(by_id=request.user.pk).select_related("incident", "assignment", "found_kind")
    if state:
        own = own.filter(state=ReportState(state))
    return [report_json(one) for one in own.order_by("-at")[:100]]


def _must_write(request) -> None:
    if not may(request.user, "report.write"):
        raise Problem(403, _("Your roles do not include this."), code="right", right="report.write")
