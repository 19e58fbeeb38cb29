"""What the console starts with. Rows of the lists come over the socket; here is what the page must know before it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from maps.basemap.models import Basemap
from units.access.rights import RIGHTS
from units.access.scope import may, organisations_visible_to


def console_context(user) -> dict:
    """Context of the page: ``config`` is handed to the browser as JSON."""
    return {"config": console_config(user), "seat": user.organisation}


def console_config(user) -> dict:
    """Rights, stations and addresses, by words that the modules use."""
    return {
        "language": "zh" if (get_language() or "").startswith("zh") else "en",
        "rights": sorted(right for right in RIGHTS if may(user, right)),
        "user": {"id": user.pk, "name": user.name},
        "organisations": [
            {"id": station.pk, "code": station.code, "zh": station.name_zh, "en": station.name_en, "path": station.path}
            for station in organisations_visible_to(user, "incident.see")
        ],
        "bounds": _bounds(),
        "simulation": settings.MUSTER["SIMULATION"],
        "urls": {"panel": reverse("dispatch:panel", args=["CODE"])},
    }


def _bounds() -> list[float] | None:
    """West, south, east, north of the imported map in degrees, if there is one."""
    basemap = Basemap.current()
    return basemap.bounds if basemap else None
