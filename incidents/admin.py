"""The floor's admin, gathered from its rooms."""

from incidents.kinds import admin as kinds

__all__ = ["kinds"]
