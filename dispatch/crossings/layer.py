"""Fences on the console's map, as GeoJSON, from what the user may see."""

from maps import geojson
from units.fences.models import FenceKind
from units.fences.queries import fences_visible

TOLERANCE_DEG = 0.00002  # about 2 m: outlines are drawn, not measured


def fences_layer(user) -> dict:
    """Features with ``{names:{zh,en}, kind, tell, inside}``: those in force now."""
    fences = fences_visible(user).in_force()
    return geojson.collection(
        geojson.feature(
            fence.outline.simplify(TOLERANCE_DEG, preserve_topology=True)
            if fence.kind in (FenceKind.AREA, FenceKind.SHAPE)
            else fence.geom,
            {"names": fence.names, "kind": fence.kind, "tell": fence.tell, "inside": fence.inside},
            fence.pk,
        )
        for fence in fences
    )
