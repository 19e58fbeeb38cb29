"""The floor's admin, gathered from its rooms."""

from incidents.hotspots import admin as hotspots
from incidents.kinds import admin as kinds

__all__ = ["hotspots", "kinds"]
