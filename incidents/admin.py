"""The floor's admin, gathered from its rooms."""

from incidents.hotspots import admin as hotspots
from incidents.kinds import admin as kinds
from incidents.telephony import admin as telephony

__all__ = ["hotspots", "kinds", "telephony"]
