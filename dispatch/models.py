"""The floor's tables, gathered from its rooms."""

from dispatch.assignments.models import Assignment, AssignmentStep
from dispatch.autocalls.models import (
    Attempt,
    Callee,
    CallGroup,
    CallRules,
    Campaign,
    ManualCall,
    MessageTemplate,
)
from dispatch.casts.models import Cast, Receipt
from dispatch.journal.models import JournalEntry, Seal
from dispatch.playback.models import IncidentShown, Playback, UnitShown
from dispatch.recommendation.models import Criterion, Recommendation
from dispatch.reports.models import ReportPhoto, ResponseReport
from dispatch.retention.models import RetentionClass
from dispatch.timers.models import Alarm, Chain, ChainStep, Escalation, Limit, Timer
from dispatch.wall.models import Display, PairingFailure, PairingRequest, Scene
from dispatch.warnings.models import HotspotWarning, Measure

__all__ = [
    "Alarm",
    "Assignment",
    "AssignmentStep",
    "Attempt",
    "CallGroup",
    "CallRules",
    "Callee",
    "Campaign",
    "Cast",
    "Chain",
    "ChainStep",
    "Criterion",
    "Display",
    "Escalation",
    "HotspotWarning",
    "IncidentShown",
    "JournalEntry",
    "Limit",
    "ManualCall",
    "Measure",
    "MessageTemplate",
    "PairingFailure",
    "PairingRequest",
    "Playback",
    "Receipt",
    "Recommendation",
    "ReportPhoto",
    "ResponseReport",
    "RetentionClass",
    "Scene",
    "Seal",
    "Timer",
    "UnitShown",
]
