"""What of an incident may be typed, and how a typed value becomes a stored one.

Names are those of the form, of the draft and of the API. A cleaner takes JSON and returns the value to store, or raises
``Refused`` naming the field.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from incidents.calls.models import Channel
from incidents.kinds.choices import Level, Nature
from incidents.kinds.models import Kind
from incidents.kinds.queries import kind_by_code, risk_flags
from incidents.register.models import InvolvedPerson, PlaceSource
from incidents.register.refusal import refusal

LONGEST_TEXT = 20_000


def clean_kind(value: Any, field: str = "kind") -> Kind:
    """A kind in use, from a ``Kind`` or its code."""
    kind = value if isinstance(value, Kind) else kind_by_code(str(value or ""))
    if kind is None:
        raise refusal(field, _("No kind is chosen."), _("Type a word or a code and press Enter."), code="missing")
    if not kind.active and not isinstance(value, Kind):
        raise refusal(field, _("This kind is no longer in use."), _("Choose another kind."), code="invalid")
    return kind


def clean_level(value: Any, field: str = "level") -> int:
    try:
        return Level(int(value)).value
    except (TypeError, ValueError):
        raise refusal(field, _("There is no such level."), _("Choose a level from 1 to 4."), code="invalid") from None


def clean_point(lon: Any, lat: Any, field: str = "place") -> Point:
    """WGS-84 degrees to a point. (0, 0) is what a device says that does not know; it is refused."""
    try:
        x, y = float(lon), float(lat)
    except (TypeError, ValueError):
        raise refusal(
            field, _("The place has no position."), _("Choose a suggestion or click on the map."), code="missing"
        ) from None
    if not (-180 <= x <= 180 and -90 <= y <= 90) or (x == 0 and y == 0):
        raise refusal(
            field,
            _("The position is not on the map."),
            _("Give longitude and latitude in degrees, WGS-84."),
            code="invalid",
        )
    return Point(x, y, srid=4326)


def clean_place(value: Any) -> dict[str, Any]:
    """``{"lon", "lat", "typed", "label", "source", "uncertainty_m", "verified"}`` to columns of an incident."""
    if not isinstance(value, Mapping):
        raise refusal(
            "place", _("No place is given."), _("Type an address and choose it, or click on the map."), code="missing"
        )
    source = str(value.get("source") or PlaceSource.ADDRESS)
    if source not in PlaceSource.values:
        raise refusal("place", _("The source of the place is unknown."), _("Choose the place again."), code="invalid")
    try:
        uncertainty = min(max(float(value.get("uncertainty_m") or 0), 0.0), 100_000.0)
    except (TypeError, ValueError):
        uncertainty = 0.0
    return {
        "point": clean_point(value.get("lon"), value.get("lat")),
        "place_typed": str(value.get("typed") or "")[:300],
        "address": str(value.get("label") or "")[:300],
        "place_source": source,
        "place_uncertainty_m": uncertainty,
        "place_verified": bool(value.get("verified")),
    }


def clean_flags(value: Any) -> list[str]:
    """Known flags in the bureau's order; an unknown one is refused, so that no warning is dropped silently."""
    asked = [str(code) for code in value or []]
    known = [flag.code for flag in risk_flags()]
    strange = [code for code in asked if code not in known]
    if strange:
        raise refusal(
            "risk_flags",
            _("Unknown risk flag: %(code)s.") % {"code": strange[0]},
            _("Choose one of: %(codes)s.") % {"codes": ", ".join(known) or "–"},
            code="invalid",
        )
    return [code for code in known if code in asked]


def clean_persons(value: Any) -> list[dict[str, str]]:
    """Rows ``{"role", "name", "telephone", "description"}``; rows with nothing in them are left out."""
    rows = []
    for row in value or []:
        role = row.get("role") if row.get("role") in InvolvedPerson.Role.values else InvolvedPerson.Role.OTHER
        kept = {
            "role": str(role),
            "name": str(row.get("name") or "").strip()[:80],
            "telephone": str(row.get("telephone") or "").strip()[:32],
            "description": str(row.get("description") or "").strip()[:300],
        }
        if kept["name"] or kept["telephone"] or kept["description"]:
            rows.append(kept)
    return rows


def clean_vehicles(value: Any) -> list[dict[str, str]]:
    """Rows ``{"plate", "plate_type", "description"}``; plates in capitals without spaces; empty rows are left out."""
    rows = []
    for row in value or []:
        kept = {
            "plate": "".join(str(row.get("plate") or "").upper().split())[:16],
            "plate_type": str(row.get("plate_type") or "").strip()[:20],
            "description": str(row.get("description") or "").strip()[:300],
        }
        if kept["plate"] or kept["description"]:
            rows.append(kept)
    return rows


def clean_time(value: Any, field: str) -> datetime:
    """ISO 8601 with offset, or a ``datetime`` that knows its zone."""
    moment = value if isinstance(value, datetime) else parse_datetime(str(value or ""))
    if moment is None or moment.tzinfo is None:
        raise refusal(field, _("This is not a time."), _("Give date, time and offset, ISO 8601."), code="invalid")
    return moment


def _choice(choices, field: str) -> Callable[[Any], str]:
    def clean(value: Any) -> str:
        if value not in choices.values:
            raise refusal(field, _("This choice does not exist."), _("Choose one from the list."), code="invalid")
        return str(value)

    return clean


def _text(field: str, longest: int) -> Callable[[Any], str]:
    def clean(value: Any) -> str:
        text = str(value or "").replace("\x00", "")
        if len(text) > longest:
            raise refusal(
                field,
                _("The text is too long."),
                _("Shorten it to %(number)s characters.") % {"number": longest},
                code="too_long",
            )
        return text

    return clean


def _point_or_none(value: Any) -> Point | None:
    """A point, also as ``{"lon", "lat"}``; words without a position are no point."""
    if isinstance(value, Mapping):
        return clean_point(value["lon"], value.get("lat"), "caller_point") if value.get("lon") is not None else None
    return value or None


CLEANERS: dict[str, Callable[[Any], Any]] = {
    "kind": clean_kind,
    "level": clean_level,
    "found_kind": lambda value: clean_kind(value, "found_kind"),
    "found_level": lambda value: clean_level(value, "found_level"),
    "place_note": _text("place_note", 300),
    "channel": _choice(Channel, "channel"),
    "nature": _choice(Nature, "nature"),
    "description": _text("description", LONGEST_TEXT),
    "risk_flags": clean_flags,
    "caller_name": _text("caller_name", 80),
    "caller_phone": _text("caller_phone", 32),
    "caller_point": _point_or_none,
    "confidential": bool,
}
ROWS: dict[str, Callable[[Any], list[dict[str, str]]]] = {"persons": clean_persons, "vehicles": clean_vehicles}
CALLER_FIELDS = frozenset({"caller_name", "caller_phone", "caller_point", "confidential"})


def stored_json(value: Any) -> Any:
    """A stored value as JSON, as the form and the merge compare it."""
    if isinstance(value, Kind):
        return value.code
    if isinstance(value, Point):
        return {"lon": round(value.x, 6), "lat": round(value.y, 6)}
    return value
