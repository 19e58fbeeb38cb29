"""What the wall's page is composed of: its settings, its scenes in order, the outlines it begins with."""

from django.urls import reverse
from django.utils.translation import get_language

from dispatch.console.queries import bounds_of
from dispatch.wall.models import Display, Scene
from dispatch.wall.version import build
from dispatch.wall.viewer import Viewer
from units.access.scope import organisations_visible_to


def wall_config(viewer: Viewer) -> dict:
    """What the browser needs beside the live rows, JSON-ready. ``urls``: CODE stands for an incident's code."""
    display = viewer.display
    at = {name: reverse(f"dispatch:wall_{name}", args=[display.name]) for name in PLAIN}
    return {
        "name": display.name,
        "label": display.label,
        "organisation": display.organisation.name,
        "language": "zh" if (get_language() or "").startswith("zh") else "en",
        "version": display.version,
        "build": build(),
        "takeover": {"from": display.takeover, "seconds": display.takeover_s},
        "scenes": [_scene(scene) for scene in scenes_of(display)],
        "bounds": bounds_of(viewer),
        "rights": [],
        "organisations": [
            {"code": one.code, "zh": one.name_zh, "en": one.name_en}
            for one in organisations_visible_to(viewer, "incident.see")
        ],
        "urls": {**at, "incident": reverse("dispatch:wall_incident", args=[display.name, "CODE"])},
    }


PLAIN = ("config", "figures", "areas", "cameras", "casts", "warnings")


def scenes_of(display: Display) -> list[Scene]:
    return list(display.scenes.filter(active=True).select_related("area"))


def _scene(scene: Scene) -> dict:
    return {
        "id": scene.pk,
        "kind": scene.kind,
        "seconds": scene.seconds,
        "bounds": list(scene.area.geom.extent) if scene.area else None,
        "title": scene.area.name if scene.area else "",
        "follow": scene.follow,
        "areas": scene.areas,
        "cameras": scene.cameras,
    }
