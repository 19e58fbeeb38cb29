"""The deed of opening an incident."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.calls.models import Channel
from incidents.kinds.choices import Nature
from incidents.register.fields import CLEANERS, ROWS, clean_kind, clean_level, clean_point
from incidents.register.involving import write_rows
from incidents.register.jurisdiction import jurisdiction_at
from incidents.register.models import Incident, PlaceSource
from incidents.register.numbers import next_code
from incidents.register.refusal import refusal
from incidents.signals import changed
from incidents.timeline.actions import note
from units.access.scope import may


@transaction.atomic
def open_incident(
    *,
    kind: Any,
    point: Point,
    by,
    level: int | None = None,
    organisation=None,
    organisation_reason: str = "",
    place_typed: str = "",
    address: str = "",
    place_note: str = "",
    place_source: str = PlaceSource.ADDRESS,
    place_uncertainty_m: float = 0,
    place_verified: bool = False,
    channel: str = Channel.VOICE_110,
    nature: str = Nature.EMERGENCY,
    description: str = "",
    risk_flags: Iterable[str] = (),
    answers: Mapping[str, Any] | None = None,
    caller_name: str = "",
    caller_phone: str = "",
    caller_point: Point | None = None,
    confidential: bool = False,
    called_at: datetime | None = None,
    persons: Iterable[Mapping[str, Any]] = (),
    vehicles: Iterable[Mapping[str, Any]] = (),
    simulated: bool = False,
    editor: str = "",
) -> Incident:
    """Write a new incident into the register; only ``kind`` and ``point`` are needed.

    ``kind`` is a ``Kind`` or its code, ``point`` WGS-84. Level comes from the kind unless given. Area, beat and station
    follow from the point; another ``organisation`` needs ``organisation_reason``. Raises ``Refused``.
    """
    kind = clean_kind(kind)
    point = clean_point(point.x, point.y)
    level = clean_level(level) if level else kind.default_level
    told = {
        "place_note": place_note,
        "channel": channel,
        "nature": nature,
        "description": description,
        "risk_flags": list(risk_flags),
        "caller_name": caller_name,
        "caller_phone": caller_phone,
        "caller_point": caller_point,
        "confidential": confidential,
    }
    cleaned = {name: CLEANERS[name](value) for name, value in told.items()}
    involved = {"persons": ROWS["persons"](persons), "vehicles": ROWS["vehicles"](vehicles)}
    found = jurisdiction_at(point, asked_by=by)
    station = organisation or found.organisation
    if station is None:
        raise refusal("organisation", _("There is no organisation yet."), _("Create one in admin first."))
    overridden = organisation is not None and organisation != found.organisation
    if overridden and not organisation_reason.strip():
        raise refusal(
            "organisation_reason",
            _("Another station than the area's needs a reason."),
            _("Say why this station answers for it."),
            code="missing",
        )
    now = timezone.now()
    incident = Incident(
        kind=kind,
        level=level,
        intake_level=level,
        organisation=station,
        organisation_reason=organisation_reason.strip()[:200] if overridden else "",
        place_typed=place_typed[:300],
        address=address[:300],
        point=point,
        place_source=place_source,
        place_at=now,
        place_uncertainty_m=max(place_uncertainty_m or 0, 0),
        place_verified=place_verified,
        area=found.area,
        beat=found.beat,
        answers=dict(answers or {}),
        called_at=min(called_at or now, now),
        opened_at=now,
        state_since=now,
        by=by if by is not None and by.pk else None,
        simulated=simulated,
        **cleaned,
    )
    first = {"version": 1, "by": incident.by_id, "editor": editor, "at": now.isoformat()}
    incident.field_versions = dict.fromkeys(_known_fields(incident, involved), first)
    incident.code = next_code(now)  # late: the day's counter is locked from here to the end of the transaction
    incident.save()
    for name, rows in involved.items():
        if rows:
            write_rows(incident, name, rows)
    _share_with_opener(incident, by)
    facts = {
        "kind": kind.code,
        "kind_name": {"zh": kind.name_zh, "en": kind.name_en},
        "level": level,
        "default_level": kind.default_level,
        "channel": incident.channel,
        "flags": incident.risk_flags,
        "verified": place_verified,
        "inside": found.inside,
    }
    note(incident, "incident.opened", by=by, data=facts, organisation=station, at=now)
    if overridden:
        note(
            incident,
            "incident.organisation_overridden",
            by=by,
            data={"reason": incident.organisation_reason},
            organisation=station,
        )
    changed.send(sender=Incident, verb="incident.opened", subject=incident, by=by, data=facts)
    return incident


def _known_fields(incident: Incident, involved: Mapping[str, list]) -> list[str]:
    names = ["kind", "level", "place"]
    names += [name for name in CLEANERS if name not in ("kind", "level") and getattr(incident, name)]
    names += [f"answer-{key}" for key in incident.answers]
    return names + [name for name, rows in involved.items() if rows]


def _share_with_opener(incident: Incident, by) -> None:
    """Who opened it goes on seeing it, also when it lies in a neighbour's area."""
    own = getattr(by, "organisation", None)
    if own is not None and own != incident.organisation and not may(by, "incident.see", incident.organisation):
        incident.shared_with.add(own)
