"""Whether the counts keep warning. They draw no map: each warning is held against the naive map's place of that day."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dispatch.warnings.models import HotspotWarning, Usefulness
from incidents.hotspots.methods import looked_at_since, switch_method
from incidents.hotspots.models import HotspotMethod, MethodCode
from incidents.hotspots.outcomes import BY_CHANCE
from incidents.hotspots.scoreboard import Step, decide

FEWEST_JUDGED = 20


@transaction.atomic
def decide_counts() -> bool:
    """On while more of its warnings are confirmed than would have been at the naive map's places, by more than luck
    explains; on trial while fewer than `FEWEST_JUDGED` are judged."""
    method = HotspotMethod.objects.select_for_update().get(code=MethodCode.COUNTS)
    since = timezone.localdate() - timedelta(weeks=method.window_weeks)
    steps = judged_steps(max(since, looked_at_since(method) or since))
    found = decide(steps, window=len(steps), min_events=FEWEST_JUDGED)
    verdict = {"reason": found.reason, "warnings": found.events, "version": found.version}
    verdict |= {"confirmed": round(found.hit_rate * found.events)}
    verdict |= {"naive": round(found.baseline_hit_rate * found.events, 1)}
    return switch_method(method, found.on, verdict)


def was_right(confirmed: bool | None, usefulness: str) -> bool:
    """A warning that its station found not useful counts as false, whatever came."""
    return bool(confirmed) and usefulness != Usefulness.NOT_USEFUL


def judged_steps(since) -> list[Step]:
    """A step a warning of the counts: hit when it was confirmed and its station did not find it useless. One that was
    judged before the naive map's place was kept has what chance confirms instead."""
    rows = HotspotWarning.objects.filter(method=MethodCode.COUNTS, day__gte=since).exclude(outcome={})
    told = rows.values_list("day", "outcome__confirmed", "outcome__naive__confirmed", "usefulness")
    return [
        Step(
            method=MethodCode.COUNTS,
            day=day.toordinal(),
            share=0.0,
            cells=1,
            events=1,
            hits=float(was_right(yes, use)),
            baseline_hits=BY_CHANCE if naive is None else float(naive),
        )
        for day, yes, naive, use in told
    ]
