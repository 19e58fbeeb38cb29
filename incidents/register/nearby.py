"""Incidents in a shape: open ones and those of the last hours; and those that left a caution for officers behind.

The rows hold what the queue shows: never the caller, numbers or free text, so a confidential caller stays hidden.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from incidents.kinds.models import RiskFlag
from incidents.register.models import OPEN_STATES, Incident, IncidentState
from maps.around.near import Near, inside, near

HAZARD_DAYS = 30
NOT_REAL = [IncidentState.MERGED, IncidentState.INVALID]


def incidents_near(
    user, shape, *, hours: float = 24, kind: str = "", limit: int = 50, offset: int = 0, skip: str = ""
) -> Near:
    """Open or opened within ``hours``, by level. ``kind``: first digits of a kind; ``skip``: a code left out."""
    rows = _real(user).filter(_recent(hours)).exclude(code=skip)
    if kind:
        rows = rows.filter(kind__code__startswith=kind)
    return _near(rows, shape, limit, offset)


def cautions_near(user, shape, *, limit: int = 50, offset: int = 0, skip: str = "") -> Near:
    """Incidents of the last 30 days (or open) whose risk flags concern officers' safety: weapons, explosives …"""
    flags = list(RiskFlag.objects.filter(officer_safety=True).values_list("code", flat=True))
    rows = _real(user).filter(_recent(HAZARD_DAYS * 24), risk_flags__overlap=flags).exclude(code=skip)
    return _near(rows, shape, limit, offset)


def _real(user) -> QuerySet[Incident]:
    return Incident.objects.visible_to(user).exclude(state__in=NOT_REAL)


def _recent(hours: float) -> Q:
    return Q(opened_at__gte=timezone.now() - timedelta(hours=hours)) | Q(state__in=OPEN_STATES)


def _near(rows: QuerySet[Incident], shape, limit: int, offset: int) -> Near:
    found = near(
        *(inside(rows, "point", shape), "point", shape, F("level")),
        *("code", "level", "state", "opened_at", "risk_flags", "address", "place_typed", "place_verified"),
        kind_code=F("kind__code"),
        kind_zh=F("kind__name_zh"),
        kind_en=F("kind__name_en"),
        limit=limit,
        offset=offset,
    )
    now, english = timezone.now(), (get_language() or "").startswith("en")
    found.rows = [_listed(row, now, english) for row in found.rows]
    return found


def _listed(row: dict[str, Any], now: datetime, english: bool) -> dict[str, Any]:
    return {
        "code": row["code"],
        "kind": row["kind_code"],
        "kind_name": row["kind_en"] if english else row["kind_zh"],
        **{name: row[name] for name in ("level", "state", "opened_at", "place_verified", "lon", "lat", "distance_m")},
        "open": row["state"] in OPEN_STATES,
        "flags": row["risk_flags"],
        "place": (row["address"] or row["place_typed"])[:80],
        "age_s": round(max(0.0, (now - row["opened_at"]).total_seconds()), 1),
    }
