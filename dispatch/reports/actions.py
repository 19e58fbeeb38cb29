"""Reports: written by the unit, reviewed by somebody else. What was found is kept beside what intake thought."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.assignments.models import Assignment
from dispatch.assignments.rows import lock_incidents, lock_order, settle_incident
from dispatch.assignments.states import ON_SCENE
from dispatch.assignments.steps import take_step
from dispatch.assignments.words import Verb
from dispatch.reports.models import ReportKind, ReportState, ResponseReport
from dispatch.reports.photos import keep_photos
from dispatch.signals import changed
from incidents.register.actions import change_incident
from incidents.register.models import Incident
from incidents.timeline.actions import note
from units.access.refused import Refused

# The field's data items (requirements 2.6); anything else in ``items`` is ignored.
ITEMS = (
    *("found_kind", "found_level", "happened_at", "place", "place_class", "narrative", "result"),
    *("officers", "vehicles", "helped", "injured", "dead", "involved", "arrested", "fled"),
    *("weather", "loss", "evidence_items", "case_number", "handed_to", "traffic", "parties", "signature"),
)


@transaction.atomic
def submit_report(
    incident: Incident,
    *,
    by,
    assignment: Assignment | None = None,
    kind: str = ReportKind.RESULT,
    items: Mapping[str, Any],
    photos: Sequence[BinaryIO] = (),
    at: datetime | None = None,
    source: str = "terminal",
) -> ResponseReport:
    """Write the report (处警反馈) of an order, or of the incident when a station writes for it.

    ``items``: cleaned values by the names in ``ITEMS`` (see ``forms.ReportForm``). ``at``: when it was written, for a
    terminal that was offline. One report of a kind per order: sent again, or corrected after it was returned, it is
    the same row with a higher version. A report on the outcome ends the work on the scene: the order becomes handled
    and the incident, once all its orders are, reported. Raises `Refused` when it was approved already.
    """
    if assignment is not None:
        order = lock_order(assignment)
        incident = order.incident
    else:
        order, incident = None, lock_incidents([incident.pk])[incident.pk]
    now = timezone.now()
    report = _standing(incident, order, kind, by)
    again = report is not None
    if report is None:
        report = ResponseReport(incident=incident, assignment=order, kind=kind, by=by, organisation=_writer(order, by))
        report.organisation = report.organisation or incident.organisation
    elif report.state == ReportState.APPROVED:
        raise Refused(_("This report is approved: ask the reviewer to return it first."), code="approved")
    corrected = report.state == ReportState.RETURNED
    for name in ITEMS:
        if name in items:
            setattr(report, name, items[name])
    report.state, report.at = ReportState.SUBMITTED, min(at or now, now)
    report.version = report.version + 1 if again else 1
    report.save()
    kept = keep_photos(report, photos) if photos else 0
    if order is not None and kind == ReportKind.RESULT and order.state == ON_SCENE:
        take_step(order, Verb.HANDLE, by=by, at=at, source=source)
    facts = {"kind": str(kind), "result": report.result, "photos": kept, **({"order": order.code} if order else {})}
    verb = "report.corrected" if corrected else "report.amended" if again else "report.submitted"
    _tell(report, verb, by=by, data=facts, at=report.at)
    settle_incident(incident, by=by)
    return report


@transaction.atomic
def add_photos(report: ResponseReport, files: Sequence[BinaryIO], *, by, taken_at: datetime | None = None) -> int:
    """Photos that came after the text (a thin line sends them one by one); returns how many are new."""
    report = _locked(report)
    if report.state == ReportState.APPROVED:
        raise Refused(_("This report is approved: ask the reviewer to return it first."), code="approved")
    kept = keep_photos(report, files, taken_at=taken_at)
    if kept:
        report.version += 1
        report.save(update_fields=["version"])
        _tell(report, "report.photos_added", by=by, data={"photos": kept})
    return kept


@transaction.atomic
def approve_report(report: ResponseReport, *, by, note: str = "") -> ResponseReport:
    """Reviewed and right (审核): kind and level as found go to the incident, beside those of intake."""
    report = _reviewable(report, by)
    if report.state == ReportState.APPROVED:
        return report
    _review(report, ReportState.APPROVED, by, note)
    incident = report.incident
    if report.kind == ReportKind.RESULT and incident.open:
        found = {
            name: value
            for name, value in (("found_kind", report.found_kind), ("found_level", report.found_level))
            if value is not None and getattr(incident, name) != value
        }
        if found:
            change_incident(incident, found, by=by, reason=_("as reported"))
    _tell(report, "report.approved", by=by, data={"kind": report.kind})
    settle_incident(incident, by=by)
    return report


@transaction.atomic
def return_report(report: ResponseReport, *, by, reason: str) -> ResponseReport:
    """Back to its author for correction, with the reason."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say what is to be corrected."), code="reason_missing", field="reason")
    report = _reviewable(report, by)
    if report.state == ReportState.RETURNED:
        return report
    _review(report, ReportState.RETURNED, by, reason)
    _tell(report, "report.returned", by=by, data={"kind": report.kind, "reason": reason[:300]})
    settle_incident(report.incident, by=by)
    return report


def _standing(incident: Incident, order: Assignment | None, kind: str, by) -> ResponseReport | None:
    same = ResponseReport.objects.filter(incident=incident, assignment=order, kind=kind)
    if order is None:
        same = same.filter(by=by)
    return same.order_by("-pk").first()


def _writer(order: Assignment | None, by):
    return order.organisation if order is not None else by.organisation


def _locked(report: ResponseReport) -> ResponseReport:
    incident = lock_incidents([report.incident_id])[report.incident_id]
    row = ResponseReport.objects.select_related("organisation", "found_kind", "assignment__unit").get(pk=report.pk)
    row.incident = incident
    return row


def _reviewable(report: ResponseReport, by) -> ResponseReport:
    report = _locked(report)
    if report.by_id == by.pk:
        raise Refused(_("Somebody else than the author reviews a report."), code="own_report")
    return report


def _review(report: ResponseReport, state: str, by, words: str) -> None:
    report.state, report.reviewed_by, report.reviewed_at = state, by, timezone.now()
    report.review_note = words.strip()[:300]
    report.version += 1
    report.save(update_fields=["state", "reviewed_by", "reviewed_at", "review_note", "version"])


def _tell(report: ResponseReport, verb: str, *, by, data: dict, at: datetime | None = None) -> None:
    unit = report.assignment.unit if report.assignment else None
    note(report.incident, verb, by=by, unit=unit, at=at, data=data)
    facts = {"incident": report.incident.code, **data}
    changed.send(sender=ResponseReport, verb=verb, subject=report, by=by, data=facts)
