"""The writes of the call desk: one function a deed."""

from incidents.calls.drafts import Saved, discard_draft, end_as_call, release_draft, save_draft
from incidents.calls.taking import record_call

__all__ = ["Saved", "discard_draft", "end_as_call", "record_call", "release_draft", "save_draft"]
