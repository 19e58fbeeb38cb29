"""The writes of the register: one function a deed, in its own transaction, told and announced."""

from incidents.register.changing import change_incident
from incidents.register.course import (
    archive_incident,
    close_incident,
    derive_state,
    escalate_incident,
    hold_incident,
    mark_invalid,
    mark_major,
    reopen_incident,
    schedule_incident,
    wake_incident,
)
from incidents.register.involving import add_person, add_vehicle, remove_person, remove_vehicle
from incidents.register.linking import link_incidents, merge_incident, unlink_incidents, unmerge_incident
from incidents.register.opening import open_incident
from incidents.register.placing import correct_place, override_organisation, verify_place
from incidents.register.remarks import add_remark

__all__ = [
    "add_person",
    "add_remark",
    "add_vehicle",
    "archive_incident",
    "change_incident",
    "close_incident",
    "correct_place",
    "derive_state",
    "escalate_incident",
    "hold_incident",
    "link_incidents",
    "mark_invalid",
    "mark_major",
    "merge_incident",
    "open_incident",
    "override_organisation",
    "remove_person",
    "remove_vehicle",
    "reopen_incident",
    "schedule_incident",
    "unlink_incidents",
    "unmerge_incident",
    "verify_place",
    "wake_incident",
]
