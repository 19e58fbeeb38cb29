"""The floor's admin, gathered from its rooms."""

from dispatch.recommendation import admin as recommendation
from dispatch.retention import admin as retention
from dispatch.timers import admin as timers
from dispatch.wall import admin as wall

__all__ = ["recommendation", "retention", "timers", "wall"]
