"""The floor's tables, gathered from its rooms."""

from units.access.models import IdempotencyKey, LoginFailure, RoleGrant, RolePolicy
from units.cameras.models import Camera
from units.crews.models import Capability, Unit
from units.duty.models import Shift, ShiftMember
from units.fences.models import Announced, Fence, FenceEvent, Presence
from units.jt808.models import Registration, UnknownDevice
from units.organisations.models import Organisation
from units.people.models import User
from units.positions.models import LastPosition, Stored
from units.terminals.models import Terminal

__all__ = [
    "Announced",
    "Camera",
    "Capability",
    "Fence",
    "FenceEvent",
    "IdempotencyKey",
    "LastPosition",
    "LoginFailure",
    "Organisation",
    "Presence",
    "Registration",
    "RoleGrant",
    "RolePolicy",
    "Shift",
    "ShiftMember",
    "Stored",
    "Terminal",
    "Unit",
    "UnknownDevice",
    "User",
]
