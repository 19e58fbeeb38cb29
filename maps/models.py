"""The floor's tables, gathered from its rooms."""

from maps.areas.models import Area

__all__ = ["Area"]
