"""Casts as their receivers and their senders see them. Scope is looked at again whenever something is handed out."""

from typing import Any

from django.db.models import Q, QuerySet

from dispatch.casts.models import Cast, TargetKind
from dispatch.casts.subjects import named, seen_by
from dispatch.casts.targets import SEAT_RIGHTS, unit_sees
from dispatch.wall.models import Display
from dispatch.wall.viewer import viewer_of
from incidents.register.models import Incident
from units.access.scope import scope_paths
from units.crews.models import Unit
from units.duty.queries import units_crewed_by
from units.organisations.models import Organisation
from units.terminals.models import Terminal

JOINED = ("by", "incident__kind", "incident__organisation", "unit__last_position", "camera")


def _in_force() -> QuerySet[Cast]:
    joined = (*JOINED, "to_wall", "to_seat", "to_unit__organisation", "to_organisation")
    return Cast.objects.in_force().select_related(*joined).order_by("-at")


def casts_for_wall(display: Display) -> list[Cast]:
    """What is cast to this wall and it may (still) see, newest first."""
    viewer = viewer_of(display)
    return [row for row in _in_force().filter(to_wall=display) if _seen(row, viewer)]


def casts_for_user(user) -> list[Cast]:
    """What is cast to this seat, to the unit this person is aboard, or to an organisation this seat belongs to."""
    paths = [path for right in SEAT_RIGHTS for path in scope_paths(user, right)]
    above = _at_or_above(paths)
    mine = Q(to_seat=user) | Q(to_unit__in=units_crewed_by(user)) | Q(to_organisation__in=above)
    rows = _in_force().filter(mine).exclude(by=user, to_organisation__isnull=False)
    return [row for row in rows if (_unit_still_sees(row) if row.to_unit_id else _seen(row, user))]


def _at_or_above(paths: list[str]) -> list[Organisation]:
    """Organisations whose branch holds one of these paths: what is cast to them is cast to who sits there."""
    if not paths:
        return []
    return [one for one in Organisation.objects.all() if any(path.startswith(one.path) for path in paths)]


def casts_for_terminal(terminal: Terminal) -> list[Cast]:
    """What is cast to the unit that this device is bound to."""
    if terminal.unit_id is None:
        return []
    return [row for row in _in_force().filter(to_unit=terminal.unit) if _unit_still_sees(row)]


def _seen(row: Cast, viewer) -> bool:
    return seen_by(row.subject_kind, row.subject, viewer)


def _unit_still_sees(row: Cast) -> bool:
    return row.view is not None or unit_sees(row.to_unit, row.subject_kind, row.subject)


def cast_row(row: Cast, *, on_wall: bool = False) -> dict[str, Any]:
    """What a receiver shows. On a wall nothing of a confidential place, and no words of a caller."""
    return {
        "id": row.pk,
        "version": row.version,
        "by": {"zh": row.by.name_zh or row.by.username, "en": row.by.name_en or row.by.username},
        "at": row.at,
        "until": row.until,
        "message": row.message,
        "target": row.target_kind,
        "subject": {"kind": row.subject_kind, "code": named(row), **_about(row, on_wall)},
    }


def _about(row: Cast, on_wall: bool) -> dict[str, Any]:
    if row.view is not None:
        return row.view
    if row.incident is not None:
        return _about_incident(row.incident, on_wall)
    if row.unit is not None:
        return _about_unit(row.unit)
    camera = row.camera
    return {"name": camera.name, "lon": camera.point.x, "lat": camera.point.y, "heading": camera.heading}


def _about_incident(incident: Incident, on_wall: bool) -> dict[str, Any]:
    hidden = on_wall and incident.confidential
    place = incident.address or ("" if on_wall else incident.place_typed)
    return {
        "level": incident.level,
        "kind_name": {"zh": incident.kind.name_zh, "en": incident.kind.name_en},
        "place": "" if hidden else place,
        "lon": None if hidden else incident.point.x,
        "lat": None if hidden else incident.point.y,
    }


def _about_unit(unit: Unit) -> dict[str, Any]:
    last = getattr(unit, "last_position", None)
    return {"id": unit.pk, "lon": last.point.x if last else None, "lat": last.point.y if last else None}


def sender_row(row: Cast) -> dict[str, Any]:
    """What its sender sees: where it went, and every receipt with its times."""
    receipts = row.receipts.select_related("wall", "user", "terminal")
    return {
        "id": row.pk,
        "version": row.version,
        "subject": {"kind": row.subject_kind, "code": named(row)},
        "target": {"kind": row.target_kind, **_names(row)},
        "at": row.at,
        "until": row.until,
        "ended_at": row.ended_at,
        "message": row.message,
        "receipts": [
            {
                "who": _receiver(receipt),
                "delivered_at": receipt.delivered_at,
                "shown_at": receipt.shown_at,
                "seen_at": receipt.seen_at,
                "dismissed_at": receipt.dismissed_at,
            }
            for receipt in receipts
        ],
    }


def _names(row: Cast) -> dict[str, str]:
    target = row.target
    if row.target_kind == TargetKind.WALL:
        return {"code": target.name, "zh": target.label_zh, "en": target.label_en}
    if row.target_kind == TargetKind.UNIT:
        return {"code": target.call_sign, "zh": target.call_sign, "en": target.call_sign}
    code = target.username if row.target_kind == TargetKind.SEAT else target.code
    return {"code": code, "zh": target.name_zh or code, "en": target.name_en or code}


def _receiver(receipt) -> dict[str, str]:
    if receipt.wall is not None:
        return {"zh": receipt.wall.label_zh, "en": receipt.wall.label_en}
    if receipt.terminal is not None:
        return {"zh": receipt.terminal.label, "en": receipt.terminal.label}
    user = receipt.user
    return {"zh": user.name_zh or user.username, "en": user.name_en or user.username}


def casts_sent(user) -> QuerySet[Cast]:
    """The sender's own, newest first."""
    joined = (*JOINED, "to_wall", "to_seat", "to_unit", "to_organisation")
    return Cast.objects.filter(by=user).select_related(*joined).order_by("-at")
