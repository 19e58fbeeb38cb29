"""Rows of automatic calls as other systems read them. Times are ISO 8601, numbers as they are dialled."""

from typing import Any

from dispatch.autocalls.models import Attempt, Callee, Campaign, ManualCall


def campaign_row(row: Campaign) -> dict[str, Any]:
    return {
        "code": row.code,
        "kind": row.kind,
        "title": row.title,
        "state": row.state,
        "organisation": row.organisation.code,
        "incident": row.incident.code if row.incident else None,
        "language": row.language,
        "text": row.text,
        "recorded": bool(row.recording),
        "starts_at": row.starts_at,
        "quiet_from": row.quiet_from,
        "quiet_to": row.quiet_to,
        "lines": row.lines,
        "is_drill": row.is_drill,
        "takes_over": row.manual_to.username if row.manual_to else None,
        "by": row.by.username if row.by else None,
        "at": row.at,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "version": row.version,
    }


def callee_row(row: Callee) -> dict[str, Any]:
    """One of ``queries.callees_of``. ``coming``: true, false, or null while nobody knows."""
    return {
        "id": row.pk,
        "name": {"zh": row.name_zh, "en": row.name_en},
        "number": row.number,
        "unit": row.unit.call_sign if row.unit else None,
        "state": row.state,
        "coming": row.coming,
        "attempts_made": row.attempts_made,
        "last_outcome": row.last_outcome,
        "settled_at": row.settled_at,
        "attempts": [attempt_row(one) for one in row.attempts.all()],
        "version": row.version,
    }


def attempt_row(row: Attempt) -> dict[str, Any]:
    """``recorded``: there is an obstacle's recording, to be heard on the board."""
    return {
        "n": row.n,
        "state": row.state,
        "outcome": row.outcome,
        "cause": row.cause,
        "key": row.key,
        "due_at": row.due_at,
        "dialled_at": row.dialing_at,
        "rang_at": row.rang_at,
        "answered_at": row.answered_at,
        "ended_at": row.ended_at,
        "recorded": bool(row.recording),
    }


def manual_row(row: ManualCall) -> dict[str, Any]:
    return {
        "id": row.pk,
        "campaign": row.campaign.code,
        "name": {"zh": row.callee.name_zh, "en": row.callee.name_en},
        "number": row.callee.number,
        "person": row.person.username if row.person else None,
        "reason": row.reason,
        "notes": row.notes,
        "tries": row.tries,
        "result": row.result,
        "at": row.at,
        "escalated": row.escalated,
        "settled_at": row.settled_at,
        "version": row.version,
    }
