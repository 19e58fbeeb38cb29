"""The floor's tables, gathered from its rooms."""

from dispatch.assignments.models import Assignment, AssignmentStep
from dispatch.casts.models import Cast, Receipt
from dispatch.journal.models import JournalEntry, Seal
from dispatch.recommendation.models import Criterion, Recommendation
from dispatch.reports.models import ReportPhoto, ResponseReport
from dispatch.timers.models import Alarm, Chain, ChainStep, Escalation, Limit, Timer
from dispatch.wall.models import Display, PairingFailure, PairingRequest, Scene

__all__ = [
    "Alarm",
    "Assignment",
    "AssignmentStep",
    "Cast",
    "Chain",
    "ChainStep",
    "Criterion",
    "Display",
    "Escalation",
    "JournalEntry",
    "Limit",
    "PairingFailure",
    "PairingRequest",
    "Receipt",
    "Recommendation",
    "ReportPhoto",
    "ResponseReport",
    "Scene",
    "Seal",
    "Timer",
]
