"""Map layers that the console fetches when they are switched on, as GeoJSON, from what the user may see."""

from maps.areas.models import Area, AreaKind
from units.access.scope import organisations_visible_to
from units.cameras.models import Camera

TOLERANCE_DEG = 0.00002  # about 2 m: outlines are drawn, not measured


def cameras_layer(user) -> dict:
    cameras = Camera.objects.visible_to(user).filter(active=True)
    return _collection(
        (camera.point, {"code": camera.code, "name": camera.name, "heading": camera.heading}) for camera in cameras
    )


def areas_layer(user) -> dict:
    """Station areas of the user's branches, and the beats in them."""
    areas = Area.objects.filter(organisations__in=organisations_visible_to(user, "incident.see")).distinct()
    drawn = areas.exclude(kind__in=[AreaKind.CITY, AreaKind.COUNTY])
    return _collection(
        (area.geom.simplify(TOLERANCE_DEG, preserve_topology=True), {"code": area.code, "name": area.name})
        for area in drawn
    )


def _collection(rows) -> dict:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": geometry.geom_type, "coordinates": geometry.coords},
            "properties": properties,
        }
        for geometry, properties in rows
    ]
    return {"type": "FeatureCollection", "features": features}
