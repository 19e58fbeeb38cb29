"""The writes of the call desk: one function a deed."""

from incidents.calls.drafts import Saved, discard_draft, end_as_call, release_draft, save_draft
from incidents.calls.ringing import end_call, ring_call, take_call
from incidents.calls.taking import record_call

__all__ = [
    "Saved",
    "discard_draft",
    "end_as_call",
    "end_call",
    "record_call",
    "release_draft",
    "ring_call",
    "save_draft",
    "take_call",
]
