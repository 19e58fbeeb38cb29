"""The deeds on dispatch orders. This page is the door; each group of deeds has a drawer of its own."""

from dispatch.assignments.ending import (
    approve_return,
    cancel_assignment,
    refuse_return,
    request_return,
)
from dispatch.assignments.evidence import note_positions
from dispatch.assignments.sending import assign_units, preempt_unit
from dispatch.assignments.steps import (
    arrive_assignment,
    clear_assignment,
    deliver_assignment,
    depart_assignment,
    handle_assignment,
    sign_assignment,
    step_assignment,
)

__all__ = [
    "approve_return",
    "arrive_assignment",
    "assign_units",
    "cancel_assignment",
    "clear_assignment",
    "deliver_assignment",
    "depart_assignment",
    "handle_assignment",
    "note_positions",
    "preempt_unit",
    "refuse_return",
    "request_return",
    "sign_assignment",
    "step_assignment",
]
