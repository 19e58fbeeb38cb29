"""The floor's tables, gathered from its rooms."""

from dispatch.assignments.models import Assignment, AssignmentStep
from dispatch.journal.models import JournalEntry, Seal
from dispatch.recommendation.models import Criterion, Recommendation
from dispatch.reports.models import ReportPhoto, ResponseReport
from dispatch.timers.models import Alarm, Chain, ChainStep, Escalation, Limit, Timer

__all__ = [
    "Alarm",
    "Assignment",
    "AssignmentStep",
    "Chain",
    "ChainStep",
    "Criterion",
    "Escalation",
    "JournalEntry",
    "Limit",
    "Recommendation",
    "ReportPhoto",
    "ResponseReport",
    "Seal",
    "Timer",
]
