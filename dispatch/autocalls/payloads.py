"""Rows of this room for the consoles: states and counts, never names, numbers or what was said."""

from django.db.models import Count, Q, QuerySet

from dispatch.autocalls.states import CalleeState

OPEN = (CalleeState.WAITING, CalleeState.CALLING)


def campaign_rows(campaigns: QuerySet) -> list[dict]:
    """``{code, title, state, drill, incident, persons, settled, acknowledged, by_hand, fault, version, gone}``."""
    counted = campaigns.annotate(
        persons=Count("callees", distinct=True),
        settled=Count("callees", filter=~Q(callees__state__in=OPEN), distinct=True),
        acknowledged=Count("callees", filter=Q(callees__state=CalleeState.ACKNOWLEDGED), distinct=True),
        by_hand=Count("manual_calls", filter=Q(manual_calls__settled_at=None), distinct=True),
    )
    columns = ("code", "title", "state", "incident__code", "is_drill", "fault", "version")
    rows = counted.values(*columns, "persons", "settled", "acknowledged", "by_hand")
    return [
        {
            **row,
            "incident": row.pop("incident__code"),
            "drill": row.pop("is_drill"),
            "gone": row["state"] in ("stopped", "finished") and not row["by_hand"],
        }
        for row in rows
    ]


def callee_rows(callees: QuerySet) -> list[dict]:
    """``{id, campaign, incident, state, attempts, last_outcome, version, gone}``."""
    columns = ("id", "campaign__code", "campaign__incident__code", "state", "attempts_made", "last_outcome", "version")
    return [
        {
            **row,
            "campaign": row.pop("campaign__code"),
            "incident": row.pop("campaign__incident__code"),
            "attempts": row.pop("attempts_made"),
            "gone": False,
        }
        for row in callees.values(*columns)
    ]


def manual_rows(manual_calls: QuerySet) -> list[dict]:
    """``{id, campaign, callee, person, reason, result, escalated, version, gone}``; ``person``: user id."""
    found = manual_calls.values(
        *("id", "campaign__code", "callee", "person", "reason", "result", "escalated", "settled_at", "version")
    )
    return [{**row, "campaign": row.pop("campaign__code"), "gone": row.pop("settled_at") is not None} for row in found]
