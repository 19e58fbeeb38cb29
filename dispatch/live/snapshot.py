"""All that a console needs to draw itself: what is open and visible, as rows of ``payloads``."""

import orjson
from django.utils import timezone

from dispatch.live import payloads
from dispatch.timers.models import Alarm
from dispatch.warnings.models import HotspotWarning
from incidents.calls.models import Call, Draft
from incidents.register.models import OPEN_STATES, Incident
from units.crews.models import Unit
from units.positions.models import LastPosition


def open_rows(user) -> dict:
    """Querysets of what is open for the user, by topic. Snapshot and digest count the same rows."""
    return {
        "incidents": Incident.objects.visible_to(user).filter(state__in=OPEN_STATES),
        "drafts": Draft.objects.visible_to(user, "incident.take").filter(incident=None, discarded_at=None),
        "calls": Call.objects.visible_to(user, "incident.take").waiting(),
        "units": Unit.objects.visible_to(user).filter(active=True),
        "alarms": Alarm.objects.visible_to(user).filter(ended_at=None),
        "warnings": HotspotWarning.objects.visible_to(user).open(),
    }


def snapshot(user) -> str:
    """The snapshot frame as JSON text: ``{"kind", "at"}``, the topics of ``open_rows``, and ``positions``."""
    rows, now = open_rows(user), timezone.now()
    positions = LastPosition.objects.filter(unit__in=rows["units"])
    frame = {
        "kind": "snapshot",
        "at": now,
        "incidents": payloads.incident_rows(rows["incidents"]),
        "drafts": payloads.draft_rows(rows["drafts"]),
        "calls": payloads.call_rows(rows["calls"]),
        "units": payloads.unit_rows(rows["units"]),
        "alarms": payloads.alarm_rows(rows["alarms"]),
        "warnings": payloads.warning_rows(rows["warnings"]),
        "positions": payloads.position_rows(positions, now),
    }
    return orjson.dumps(frame).decode()
