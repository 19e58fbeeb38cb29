"""What was typed into a draft, read as arguments of an incident or a call. Bad input stays in the draft as typed."""

from collections.abc import Mapping
from typing import Any

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from incidents.kinds.choices import Nature
from incidents.register.fields import CLEANERS, ROWS, clean_place
from incidents.register.refusal import Refused, refusal

ANSWER = "answer-"
KNOWN = {*CLEANERS, *ROWS, "place"} - {"found_kind", "found_level"}


def is_known(name: str) -> bool:
    """Whether a draft keeps a field of this name."""
    return name in KNOWN or (name.startswith(ANSWER) and name.removeprefix(ANSWER).isdigit())


def values_of(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """``{name: value}`` of a draft's fields."""
    return {name: field.get("value") for name, field in fields.items()}


def point_of(fields: Mapping[str, Mapping[str, Any]]) -> Point | None:
    """The place's point, if what was typed has one already."""
    try:
        return clean_place(values_of(fields).get("place"))["point"]
    except Refused:
        return None


def as_incident(fields: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Any], list[Refused]]:
    """Arguments of ``open_incident``, and what is missing or wrong, field by field."""
    values, arguments, refused = values_of(fields), {}, []
    readers = {**CLEANERS, "persons": ROWS["persons"], "vehicles": ROWS["vehicles"]}
    for name, clean in readers.items():
        if name == "kind" or (name in KNOWN and values.get(name) not in (None, "", [])):
            try:
                arguments[name] = clean(values.get(name))
            except Refused as one:
                refused.append(one)
    try:
        place = clean_place(values.get("place"))
    except Refused as one:
        refused.append(_unfound(one, values.get("place")))
    else:
        arguments.update(place)
    arguments["answers"] = {
        name.removeprefix(ANSWER): value for name, value in values.items() if name.startswith(ANSWER) and value
    }
    arguments["nature"] = Nature.EMERGENCY
    return arguments, refused


def as_call(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Arguments of ``record_call``; nothing is needed, what is wrong is left out."""
    values, arguments = values_of(fields), {}
    for name in ("channel", "nature", "caller_name", "caller_phone", "caller_point", "confidential", "description"):
        if values.get(name) in (None, ""):
            continue
        try:
            arguments[name] = CLEANERS[name](values[name])
        except Refused:
            continue
    return arguments


def _unfound(refused: Refused, place: Any) -> Refused:
    typed = str((place or {}).get("typed") or "") if isinstance(place, Mapping) else ""
    if not typed:
        return refused
    return refusal(
        "place",
        _("“%(words)s” is not on the map yet.") % {"words": typed[:60]},
        _("Choose a suggestion, or click on the map: it may stay unverified."),
        code="missing",
    )
