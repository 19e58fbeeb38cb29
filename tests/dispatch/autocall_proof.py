"""The telephones' own memory held against the rows: what must be true whatever was killed meanwhile."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from dispatch.autocalls.models import Attempt, Callee, Campaign
from dispatch.autocalls.rules import UNCOUNTED
from dispatch.autocalls.states import CalleeState

CLOCKS_DIFFER = timedelta(seconds=0.5)


def prove(campaign: Campaign, invites: list[tuple[str, str, float]]) -> dict[str, int]:
    """``invites``: (number, Call-ID, Unix time) of every call that reached a telephone. Figures for a table.

    Every INVITE lies within exactly one attempt of its number, no attempt has two; a Call-ID that a row knows is the
    one of its INVITE; nobody got more than three, nobody was skipped, everyone is acknowledged or with a person.
    """
    attempts = defaultdict(list)
    for attempt in Attempt.objects.filter(campaign=campaign).exclude(dialing_at=None).order_by("dialing_at"):
        attempts[attempt.number].append(attempt)
    used: dict[int, str] = {}
    for number, call_id, at in invites:
        moment = datetime.fromtimestamp(at, UTC)
        mine = [one for one in attempts[number] if one.dialing_at - CLOCKS_DIFFER <= moment <= one.ends_by]
        known = [one for one in mine if one.call_id == call_id]
        mine = known or [one for one in mine if not one.call_id]
        assert len(mine) == 1, f"{number} {call_id}: rang within {len(mine)} attempts"
        assert mine[0].pk not in used, f"{number}: {call_id} and {used[mine[0].pk]} are one attempt"
        used[mine[0].pk] = call_id
    for rows in attempts.values():
        for earlier, later in pairwise(rows):
            assert later.dialing_at >= (earlier.ended_at or earlier.ends_by), f"{later.number}: two at once"
            if earlier.outcome == "unknown":
                assert later.dialing_at >= earlier.ends_by, f"{later.number}: dialled before the first was surely over"
        for row in rows:
            silent = row.outcome in ("unknown", "line_fault", "stopped")
            assert row.pk in used or silent, f"{row.number} #{row.n} {row.outcome}: no telephone rang"
    rang = defaultdict(int)
    for number, _call_id, _at in invites:
        rang[number] += 1
    assert max(rang.values(), default=0) <= 3, {number: times for number, times in rang.items() if times > 3}
    for callee in Callee.objects.filter(campaign=campaign):
        ended = callee.attempts.exclude(outcome="").exclude(outcome__in=UNCOUNTED)
        assert ended.count() <= 3
        assert ended.exists(), f"{callee.number} was skipped"
        with_person = callee.manual_calls.exclude(person=None).exists()
        assert callee.state == CalleeState.ACKNOWLEDGED or with_person, f"{callee.number} ends {callee.state}"
    return {
        "persons": Callee.objects.filter(campaign=campaign).count(),
        "attempts dialled": sum(map(len, attempts.values())),
        "INVITEs at the telephones": len(invites),
        "most for one person": max(rang.values(), default=0),
    }
