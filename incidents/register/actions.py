"""The writes of the register: one function a deed, in its own transaction, told and announced."""

from incidents.register.involving import add_person, add_vehicle, remove_person, remove_vehicle
from incidents.register.opening import open_incident

__all__ = [
    "add_person",
    "add_vehicle",
    "open_incident",
    "remove_person",
    "remove_vehicle",
]
