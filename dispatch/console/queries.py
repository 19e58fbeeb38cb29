"""What the console starts with. Rows of the lists come over the socket; here is what the page must know before it."""

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from incidents.kinds.choices import Level
from incidents.kinds.models import RiskFlag
from maps.areas.models import Area, AreaKind
from maps.basemap.kinds import KINDS
from maps.basemap.models import Basemap
from units.access.rights import RIGHTS
from units.access.scope import may, organisations_visible_to
from units.crews.models import Capability

# name in the browser → URL name, arguments; CODE and 0 are filled in there
ADDRESSES = {
    "panel": ("dispatch:panel", ["CODE"]),
    "figures": ("dispatch:figures", []),
    "cameras": ("dispatch:cameras_layer", []),
    "areas": ("dispatch:areas_layer", []),
    "fences": ("dispatch:fences_layer", []),
    "warnings": ("dispatch:warnings_layer", []),
    "density": ("dispatch:density_layer", []),
    "warning": ("dispatch:warning", ["CODE"]),
    "fences_api": ("api:create_fence", []),
    "crossings": ("api:unit_crossings", ["CODE"]),
    "assign": ("dispatch:assign", ["CODE"]),
    "acknowledge": ("dispatch:alarm_acknowledge", [0]),
    "danger": ("dispatch:alarm_danger", [0]),
    "intake": ("incidents:intake", []),
    "takeCall": ("incidents:call_take", ["CODE"]),
    "geocode": ("maps:geocode", []),
    "route": ("maps:route", []),
    "reach": ("maps:reach", []),
    "playback": ("dispatch:playback", []),
    "nearby": ("api:nearby_shape", []),
    "callUp": ("dispatch:autocall_new", []),
    "byHand": ("dispatch:by_hand", []),
    "byHandMine": ("dispatch:by_hand_mine", []),
    "call_unit": ("dispatch:call_unit", ["CODE"]),
    "call_officer": ("dispatch:call_officer", [0]),
}


def console_context(user) -> dict:
    """Context of the page: ``config`` is handed to the browser as JSON."""
    return {
        "config": console_config(user),
        "seat": user.organisation,
        "levels": Level.choices,
        "may_answer": may(user, "autocall.answer"),
    }


def console_config(user) -> dict:
    """Rights, stations, capabilities and addresses, by the words that the modules use."""
    return {
        "language": "zh" if (get_language() or "").startswith("zh") else "en",
        "rights": sorted(right for right in RIGHTS if may(user, right)),
        "user": {"id": user.pk, "name": user.name},
        "organisations": [
            {"code": station.code, "zh": station.name_zh, "en": station.name_en}
            for station in organisations_visible_to(user, "incident.see")
        ],
        "capabilities": {one.code: {"zh": one.name_zh, "en": one.name_en} for one in Capability.objects.all()},
        "place_kinds": {kind: {"name": str(name), "rank": rank} for kind, (name, rank) in KINDS.items()},
        "flags": {one.code: {"zh": one.name_zh, "en": one.name_en} for one in RiskFlag.objects.all()},
        "bounds": bounds_of(user),
        "simulation": settings.MUSTER["SIMULATION"],
        "urls": {name: url for name, to in ADDRESSES.items() if (url := _address(*to))},
    }


def bounds_of(user) -> list[float] | None:
    """West, south, east, north in degrees of what is the user's: station areas; else of the whole map."""
    organisations = organisations_visible_to(user, "incident.see")
    outlines = Area.objects.filter(organisations__in=organisations).exclude(kind__in=[AreaKind.CITY, AreaKind.COUNTY])
    found = outlines.aggregate(all=Extent("geom"))["all"]
    basemap = Basemap.current()
    return list(found) if found else basemap.bounds if basemap else None


def _address(name: str, arguments: list) -> str:
    """The address, or nothing while its room is not switched on."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
