"""The floor's admin, gathered from its rooms."""

from units.access import admin as access
from units.cameras import admin as cameras
from units.crews import admin as crews
from units.duty import admin as duty
from units.fences import admin as fences
from units.jt808 import admin as jt808
from units.organisations import admin as organisations
from units.people import admin as people
from units.terminals import admin as terminals

__all__ = ["access", "cameras", "crews", "duty", "fences", "jt808", "organisations", "people", "terminals"]
