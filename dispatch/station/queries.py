"""What a station's command room has before it."""

from django.db.models import Count, Prefetch, Q, QuerySet

from dispatch.assignments.models import Assignment, AssignmentState
from dispatch.reports.models import ReportState, ResponseReport
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


def reports_to_review(user) -> QuerySet[ResponseReport]:
    """Reports that wait for this station's review, oldest first."""
    return (
        ResponseReport.objects.visible_to(user, "report.review")
        .filter(state=ReportState.SUBMITTED)
        .select_related("incident__kind", "assignment__unit", "by", "found_kind")
        .order_by("at")
    )
