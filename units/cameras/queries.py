"""Reads of cameras; each starts from what the asking user may see."""

from django.db.models import F

from maps.around.near import Near, inside, nearest
from units.cameras.models import Camera


def cameras_near(user, shape, *, limit: int = 50, offset: int = 0) -> Near:
    """Cameras in a shape as ``{code, name, heading, organisation, …}``, nearest first."""
    rows = inside(Camera.objects.visible_to(user).filter(active=True), "point", shape)
    count = rows.order_by().count()
    if not count or limit <= 0:
        return Near([], {"camera": count} if count else {}, bool(count))
    found = list(
        nearest(rows, "point", shape).values(
            "code", "name", "heading", "lon", "lat", "metres", owner=F("organisation__code")
        )[offset : offset + limit]
    )
    page = [
        {
            **{name: row[name] for name in ("code", "name", "heading", "lon", "lat")},
            "organisation": row["owner"],
            "distance_m": round(row["metres"], 1),
        }
        for row in found
    ]
    return Near(page, {"camera": count}, offset + len(page) < count)
