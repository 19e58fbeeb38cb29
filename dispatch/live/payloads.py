"""Rows as the consoles hold them: the minimum that queue, map and units strip need, alike in events and snapshots.

No names, numbers or free text of the public; the one exception is the first words of a draft, in its own topic.
Every function takes a queryset and gives a list of plain dicts; times are ISO 8601, positions WGS-84 degrees.
``gone``: no longer open, take it off the screen. ``version`` grows with every change: drop what is older.
"""

from functools import partial

from django.db.models import Count, F, FloatField, Func, OuterRef, QuerySet, Subquery

from dispatch.assignments.models import Assignment
from dispatch.live.texts import in_both
from dispatch.timers.models import Stage, Timer, TimerState
from dispatch.timers.words import alarm_sentence
from incidents.calls.masking import masked
from incidents.register.models import OPEN_STATES

PLACE_LENGTH = 80
WORDS_LENGTH = 40


class X(Func):
    function = "ST_X"
    output_field = FloatField()


class Y(Func):
    function = "ST_Y"
    output_field = FloatField()


def incident_rows(incidents: QuerySet) -> list[dict]:
    """``{code, kind, kind_name:{zh,en}, level, state, lon, lat, opened_at, …, counts, limit, version, gone}``."""
    found = list(
        incidents.annotate(lon=X("point"), lat=Y("point")).values(
            *("pk", "code", "level", "state", "lon", "lat", "opened_at", "state_since", "address", "place_typed"),
            *("place_verified", "held_until", "risk_flags", "major", "simulated", "confidential", "version"),
            *("kind__code", "kind__name_zh", "kind__name_en", "organisation__code"),
        )
    )
    keys = [row["pk"] for row in found]
    counts, limits = _counts(keys), _limits(keys)
    return [
        {
            "code": row["code"],
            "kind": row["kind__code"],
            "kind_name": {"zh": row["kind__name_zh"], "en": row["kind__name_en"]},
            "level": row["level"],
            "state": row["state"],
            "lon": row["lon"],
            "lat": row["lat"],
            "opened_at": row["opened_at"],
            "state_since": row["state_since"],
            "organisation": row["organisation__code"],
            "place": (row["address"] or row["place_typed"])[:PLACE_LENGTH],
            "place_told": not row["address"],  # in the caller's words, not found in the map
            "confidential": row["confidential"],
            "place_verified": row["place_verified"],
            "held_until": row["held_until"],
            "flags": row["risk_flags"],
            "major": row["major"],
            "counts": counts.get(row["pk"]) or _no_counts(),
            "simulated": row["simulated"],
            "limit": limits.get(row["pk"]),
            "version": row["version"],
            "gone": row["state"] not in OPEN_STATES,
        }
        for row in found
    ]


def _no_counts() -> dict[str, int]:
    return {"sent": 0, "signed": 0, "en_route": 0, "on_scene": 0}


def _counts(incident_keys: list[int]) -> dict[int, dict[str, int]]:
    """How many units are at which step; what the terminal received but nobody signed still counts as sent."""
    counts: dict[int, dict[str, int]] = {}
    live = Assignment.objects.live().filter(incident__in=incident_keys).order_by()
    for row in live.values("incident", "state").annotate(units=Count("pk")):
        step = "sent" if row["state"] == "delivered" else row["state"]
        mine = counts.setdefault(row["incident"], _no_counts())
        if step in mine:
            mine[step] += row["units"]
    return counts


def _limits(incident_keys: list[int]) -> dict[int, dict]:
    """The running clock of each incident that alarms first."""
    running = Timer.objects.exclude(state=TimerState.STOPPED).filter(incident__in=incident_keys)
    first = running.order_by("incident", "alarm_at").distinct("incident")
    return {
        row["incident"]: {"stage": row["stage"], "warn_at": row["warn_at"], "alarm_at": row["alarm_at"]}
        for row in first.values("incident", "stage", "warn_at", "alarm_at")
    }


def unit_rows(units: QuerySet) -> list[dict]:
    """``{id, call_sign, kind, state, state_since, organisation, incident, capabilities, officers, version, gone}``."""
    primary = Assignment.objects.live().filter(unit=OuterRef("pk"), primary=True).values("incident__code")[:1]
    found = units.annotate(incident=Subquery(primary)).values(
        *("id", "call_sign", "kind", "state", "state_since", "incident", "capabilities", "officers", "version"),
        *("active", "organisation__code"),
    )
    return [{**row, "organisation": row.pop("organisation__code"), "gone": not row.pop("active")} for row in found]


def _names(user) -> dict[str, str]:
    return {"zh": user.name_zh or user.name_en or user.username, "en": user.name_en or user.name_zh or user.username}


def draft_rows(drafts: QuerySet) -> list[dict]:
    """``{id, by_name:{zh,en}, kind, words, point:[lon, lat]|null, saved_at, opened_at, version, gone}``."""
    rows = []
    for draft in drafts.select_related("by"):
        typed = {name: (field or {}).get("value") for name, field in draft.fields.items()}
        rows.append(
            {
                "id": draft.pk,
                "by_name": _names(draft.by),
                "kind": typed.get("kind") or "",
                # Who asked to stay unknown may have begun with a name.
                "words": "" if typed.get("confidential") else str(typed.get("description") or "")[:WORDS_LENGTH],
                "point": list(draft.point.coords) if draft.point else None,
                "saved_at": draft.saved_at,
                "opened_at": draft.opened_at,
                "version": draft.version,
                "gone": draft.incident_id is not None or draft.discarded_at is not None,
            }
        )
    return rows


def call_rows(calls: QuerySet) -> list[dict]:
    """``{code, number, line, channel, missed, rang_at, warn_at, alarm_at, by, draft, version, gone}`` of a call.

    ``number``: its end only. ``by``, ``draft``: who took it (user id) and the form that was opened.
    """
    clock = Timer.objects.filter(call=OuterRef("pk"), stage=Stage.ANSWER).exclude(state=TimerState.STOPPED)
    found = calls.annotate(
        warn_at=Subquery(clock.values("warn_at")[:1]),
        alarm_at=Subquery(clock.values("alarm_at")[:1]),
    ).values(
        *("code", "number", "line", "channel", "began_at", "answered_at", "ended_at", "called_back_at", "version"),
        *("warn_at", "alarm_at", "by", "answered_in"),
    )
    return [
        {
            "code": row["code"],
            "number": masked(row["number"]),
            "line": row["line"],
            "channel": row["channel"],
            "missed": row["ended_at"] is not None,
            "rang_at": row["began_at"],
            "warn_at": row["warn_at"],
            "alarm_at": row["alarm_at"],
            "by": row["by"],
            "draft": row["answered_in"],
            "version": row["version"],
            "gone": row["answered_at"] is not None or row["called_back_at"] is not None,
        }
        for row in found
    ]


def alarm_rows(alarms: QuerySet) -> list[dict]:
    """``{id, cause, severity, incident, draft, call, warning, unit, place, text:{zh,en}, at, acknowledged, count, …}``.

    ``place``: ``[lon, lat]`` of an officer in danger, else None.
    """
    return [
        {
            "id": alarm.pk,
            "cause": alarm.cause,
            "severity": alarm.severity,
            "incident": alarm.incident and alarm.incident.code,
            "draft": alarm.draft_id,
            "call": alarm.call and alarm.call.code,
            "warning": alarm.warning and alarm.warning.code,
            "unit": alarm.unit.call_sign if alarm.unit else alarm.assignment and alarm.assignment.unit.call_sign,
            "place": alarm.data.get("place") if alarm.cause == "danger" else None,
            "text": in_both(partial(alarm_sentence, alarm)),
            "at": alarm.at,
            "acknowledged": alarm.acknowledged_at is not None,
            "count": alarm.count,
            "version": alarm.version,
            "gone": alarm.ended_at is not None,
        }
        for alarm in alarms.select_related("incident", "call", "warning", "unit", "assignment__unit")
    ]


def warning_rows(warnings: QuerySet) -> list[dict]:
    """``{code, kind, kind_name:{zh,en}, organisation, state, day, cases, lon, lat, version, gone}``."""
    return [
        {
            "code": one.code,
            "kind": one.kind.code,
            "kind_name": {"zh": one.kind.name_zh, "en": one.kind.name_en},
            "organisation": one.organisation.code,
            "state": one.state,
            "day": one.day,
            "cases": one.figures.get("cases"),
            "lon": one.centre.x,
            "lat": one.centre.y,
            "version": one.version,
            "gone": not one.open,
        }
        for one in warnings.select_related("kind", "organisation")
    ]


def fence_rows(fences: QuerySet) -> list[dict]:
    """``{id, version, gone}``: what says that the map's layer must be fetched again."""
    return [{**row, "gone": not row.pop("active")} for row in fences.values("id", "version", "active")]


def crossing_rows(events: QuerySet) -> list[dict]:
    """``{id, fence, fence_name:{zh,en}, unit, kind, tell, at, lon, lat, version, gone}``: a crossing never changes."""
    return [
        {
            "id": event.pk,
            "fence": event.fence_id,
            "fence_name": event.fence.names,
            "unit": event.unit.call_sign,
            "kind": event.kind,
            "tell": event.fence.tell,
            "at": event.at,
            "lon": event.point.x,
            "lat": event.point.y,
            "version": 1,
            "gone": False,
        }
        for event in events.select_related("fence", "unit")
    ]


def assignment_rows(assignments: QuerySet) -> list[dict]:
    """``{code, incident, unit, state, version, gone}``: what says that an open panel must be fetched again."""
    return [
        {
            "code": assignment.code,
            "incident": assignment.incident.code,
            "unit": assignment.unit.call_sign,
            "state": assignment.state,
            "version": assignment.version,
            "gone": not assignment.live,
        }
        for assignment in assignments.select_related("incident", "unit")
    ]


def report_rows(reports: QuerySet) -> list[dict]:
    """``{id, incident, kind, state, version, gone}``."""
    found = reports.values("id", "incident__code", "kind", "state", "version")
    return [{**row, "incident": row.pop("incident__code"), "gone": False} for row in found]


def position_rows(positions: QuerySet, now) -> list[list]:
    """``[id, lon, lat, heading, speed, age_s, status]`` as in a position frame."""
    found = positions.annotate(lon=X("point"), lat=Y("point")).values_list(
        *("unit_id", "lon", "lat", "heading", "speed", "at"), F("unit__state")
    )
    return [
        [unit, lon, lat, heading, speed, max(0, round((now - at).total_seconds())), status]
        for unit, lon, lat, heading, speed, at, status in found
    ]
