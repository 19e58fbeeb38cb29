"""Reads of cameras; each starts from what the asking user may see."""

from django.db.models import F, Value

from maps.around.near import Near, inside, near
from units.cameras.models import Camera


def cameras_near(user, shape, *, limit: int = 50, offset: int = 0) -> Near:
    """Cameras in a shape as ``{code, name, heading, organisation, …}``, nearest first."""
    rows = inside(Camera.objects.visible_to(user).filter(active=True), "point", shape)
    found = near(
        *(rows, "point", shape, Value("camera"), "code", "name", "heading"),
        owner=F("organisation__code"),
        limit=limit,
        offset=offset,
    )
    for row in found.rows:
        row["organisation"] = row.pop("owner")
    return found
