"""What a station's command room has before it."""

from django.db.models import Count, Prefetch, Q, QuerySet

from dispatch.assignments.models import Assignment, AssignmentState
from dispatch.assignments.queries import orders_answerable
from dispatch.reports.models import ReportKind, ReportState, ResponseReport
from incidents.register.models import Incident
from incidents.register.queries import search_incidents

UNSIGNED = [AssignmentState.SENT, AssignmentState.DELIVERED]


def station_incidents(user, **filters) -> QuerySet:
    """Incidents the station sees, each with its orders and how many are unsigned or await review."""
    orders = Prefetch("assignments", Assignment.objects.select_related("unit").order_by("sent_at"))
    return (
        search_incidents(user, **filters)
        .prefetch_related(orders)
        .annotate(
            unsigned=Count("assignments", Q(assignments__state__in=UNSIGNED), distinct=True),
            to_review=Count("reports", Q(reports__state=ReportState.SUBMITTED), distinct=True),
        )
        .order_by("-unsigned", "level", "-opened_at")
    )


def orders_to_sign(user) -> QuerySet[Assignment]:
    """Orders to the station's own units that nobody has signed, oldest first."""
    return (
        Assignment.objects.visible_to(user, "assignment.answer")
        .filter(state__in=UNSIGNED)
        .select_related("unit", "incident__kind")
        .order_by("sent_at")
    )


def orders_to_report(user, incident: Incident) -> list[tuple[Assignment, ResponseReport | None]]:
    """Orders that reached the scene and whose outcome the station may write now, with the report to be corrected.

    A report that waits for review or is approved is not written over at a desk.
    """
    outcomes = ResponseReport.objects.filter(incident=incident, kind=ReportKind.RESULT, assignment__isnull=False)
    written = {report.assignment_id: report for report in outcomes}
    orders = orders_answerable(user, "report.write").filter(incident=incident, on_scene_at__isnull=False)
    pairs = [(order, written.get(order.pk)) for order in orders.order_by("sent_at")]
    return [(order, report) for order, report in pairs if not report or report.state == ReportState.RETURNED]


def reports_to_review(user) -> QuerySet[ResponseReport]:
    """Reports that wait for this station's review, oldest first."""
    return (
        ResponseReport.objects.visible_to(user, "report.review")
        .filter(state=ReportState.SUBMITTED)
        .select_related("incident__kind", "assignment__unit", "by", "found_kind")
        .order_by("at")
    )
