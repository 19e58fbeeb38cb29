"""Reads of reports."""

from django.db.models import QuerySet

from dispatch.reports.models import ReportPhoto, ResponseReport
from incidents.register.models import Incident

JOINED = ("incident", "found_kind", "by", "reviewed_by", "assignment__unit", "organisation")


def reports_visible(user, right: str | None = None) -> QuerySet[ResponseReport]:
    """Reports of organisations below the user, and of incidents that they may see."""
    own = ResponseReport.objects.visible_to(user, right)
    of_incidents = ResponseReport.objects.filter(incident__in=Incident.objects.visible_to(user, right))
    return (own | of_incidents).distinct().select_related(*JOINED)


def reports_of(incident: Incident) -> list[ResponseReport]:
    """Reports of an incident the user was let see, oldest first, with their photos."""
    return list(
        ResponseReport.objects.filter(incident=incident)
        .select_related(*JOINED)
        .prefetch_related("photos")
        .order_by("at")
    )


def photo_visible(user, pk: int) -> QuerySet[ReportPhoto]:
    return ReportPhoto.objects.filter(pk=pk, report__in=reports_visible(user).values("pk")).select_related("report")


def report_json(report: ResponseReport) -> dict:
    """One report for programs."""
    return {
        "id": report.pk,
        "incident": report.incident.code,
        "assignment": report.assignment.code if report.assignment else None,
        "kind": report.kind,
        "state": report.state,
        "found_kind": report.found_kind.code if report.found_kind else None,
        "found_level": report.found_level,
        "result": report.result,
        "narrative": report.narrative,
        "at": report.at,
        "review_note": report.review_note,
        "photos": report.photos.count(),
        "version": report.version,
    }
