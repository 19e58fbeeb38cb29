"""The floor's admin, gathered from its rooms."""

from dispatch.autocalls import admin as autocalls
from dispatch.recommendation import admin as recommendation
from dispatch.retention import admin as retention
from dispatch.timers import admin as timers
from dispatch.wall import admin as wall

__all__ = ["autocalls", "recommendation", "retention", "timers", "wall"]
