"""What became of a warning: whether more than usual came in the week after, and whether the measures changed it.

A place is chosen because it was high, so what is usual there is taken from the time before the cluster, and the effect
stands beside places that were as high.
"""

from datetime import date, timedelta

from django.db import transaction

from dispatch.signals import changed
from dispatch.warnings.effects import effect_of
from dispatch.warnings.models import HotspotWarning
from dispatch.warnings.naive import Spans, naive_outcome
from dispatch.warnings.verdict import decide_counts
from incidents.hotspots.events import count_in
from incidents.hotspots.outcomes import confirmed
from incidents.hotspots.running import bureaus, yesterday
from units.organisations.models import Organisation

AFTER_DAYS = 7
USUAL_DAYS = 182
SHORTEST_USUAL_DAYS = 28


def follow_up_all() -> int:
    """Fill in what can be said by now; returns how many warnings were told something new."""
    done = 0
    rows = HotspotWarning.objects.filter(outcome={}) | HotspotWarning.objects.filter(effect={}, measures__isnull=False)
    for pk in rows.distinct().values_list("pk", flat=True):
        done += follow_up(pk)
    if done:
        decide_counts()
    return done


@transaction.atomic
def follow_up(pk: int, today: date | None = None) -> int:
    """One warning; 0 when nothing can be said yet, or another worker is at it."""
    warning = HotspotWarning.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if warning is None:
        return 0
    last = today - timedelta(days=1) if today else yesterday()
    before = (warning.outcome, warning.effect)
    bureau = _bureau(warning)
    warning.outcome = warning.outcome or _outcome(warning, bureau, last) or {}
    warning.effect = warning.effect or effect_of(warning, bureau, last) or {}
    if (warning.outcome, warning.effect) == before:
        return 0
    warning.version += 1
    warning.save(update_fields=["outcome", "effect", "version"])
    facts = {"outcome": warning.outcome, "effect": warning.effect}
    changed.send(sender=HotspotWarning, verb="warning.followed_up", subject=warning, by=None, data=facts)
    return 1


def _outcome(warning: HotspotWarning, bureau: Organisation, last: date) -> dict | None:
    """The week after it was warned of, beside the usual of the half year before the cluster began; and the same where
    the naive map would have sent the station."""
    begins, ends = warning.day + timedelta(days=1), warning.day + timedelta(days=AFTER_DAYS)
    if ends > last:
        return None
    usual_ends = date.fromisoformat(warning.figures["first_day"]) - timedelta(days=1)
    usual_begins = usual_ends - timedelta(days=USUAL_DAYS - 1)
    known = count_in(bureau, warning.kind.code, usual_begins, usual_ends, outline=warning.outline)
    days = min(USUAL_DAYS, known.days)
    if days < SHORTEST_USUAL_DAYS:
        return None
    came = count_in(bureau, warning.kind.code, begins, ends, outline=warning.outline)
    expected = known.count / days * AFTER_DAYS
    told = {"count": came.count, "expected": round(expected, 2), "days": AFTER_DAYS, "usual_days": days}
    told["confirmed"] = confirmed(came.count, expected)
    return {**told, "naive": naive_outcome(warning, bureau, Spans(usual_begins, usual_ends, days, begins, ends))}


def _bureau(warning: HotspotWarning) -> Organisation:
    above = [one for one in bureaus() if warning.organisation.path.startswith(one.path)]
    return above[0] if above else warning.organisation
