"""What became of a warning: whether more than usual came in the week after, and whether the measures changed it.

Both say what they compared. A place is chosen because it was high, so it would fall by itself: what was before is taken
from the time before the cluster.
"""

from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from dispatch.signals import changed
from dispatch.warnings.models import HotspotWarning, Usefulness
from incidents.hotspots.effect import effect
from incidents.hotspots.events import count_in
from incidents.hotspots.methods import switch_method
from incidents.hotspots.models import HotspotMethod, MethodCode
from incidents.hotspots.outcomes import BY_CHANCE, confirmed
from incidents.hotspots.running import bureaus, yesterday

AFTER_DAYS = 7
USUAL_DAYS = 182
SHORTEST_USUAL_DAYS = 28
EFFECT_DAYS = 28
FEWEST_JUDGED = 20


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
def decide_counts() -> bool:
    """The counts draw no map: they stay on while more of their warnings are confirmed than chance would confirm."""
    method = HotspotMethod.objects.select_for_update().get(code=MethodCode.COUNTS)
    since = timezone.now() - timedelta(weeks=method.window_weeks)
    told = HotspotWarning.objects.filter(method=method.code, at__gt=since).exclude(outcome={})
    good = [
        bool(yes) and use != Usefulness.NOT_USEFUL for yes, use in told.values_list("outcome__confirmed", "usefulness")
    ]
    shown = len(good) >= FEWEST_JUDGED
    beats = sum(good) > BY_CHANCE * len(good)
    verdict = {"reason": "too few" if not shown else "beats" if beats else "does not beat", "warnings": len(good)}
    return switch_method(method, beats or not shown, {**verdict, "confirmed": sum(good)})


@transaction.atomic
def follow_up(pk: int, today: date | None = None) -> int:
    """One warning; 0 when nothing can be said yet, or another worker is at it."""
    warning = HotspotWarning.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if warning is None:
        return 0
    last = today - timedelta(days=1) if today else yesterday()
    before = (warning.outcome, warning.effect)
    warning.outcome = warning.outcome or _outcome(warning, last) or {}
    warning.effect = warning.effect or _effect(warning, last) or {}
    if (warning.outcome, warning.effect) == before:
        return 0
    warning.version += 1
    warning.save(update_fields=["outcome", "effect", "version"])
    facts = {"outcome": warning.outcome, "effect": warning.effect}
    changed.send(sender=HotspotWarning, verb="warning.followed_up", subject=warning, by=None, data=facts)
    return 1


def _outcome(warning: HotspotWarning, last: date) -> dict | None:
    """The week after it was warned of, beside the usual of the half year before the cluster began."""
    begins, ends = warning.day + timedelta(days=1), warning.day + timedelta(days=AFTER_DAYS)
    if ends > last:
        return None
    usual_ends = _before_it(warning)
    usual_begins = usual_ends - timedelta(days=USUAL_DAYS - 1)
    bureau = _bureau(warning)
    known = count_in(bureau, warning.kind.code, usual_begins, usual_ends, outline=warning.outline)
    days = min(USUAL_DAYS, known.days)
    if days < SHORTEST_USUAL_DAYS:
        return None
    came = count_in(bureau, warning.kind.code, begins, ends, outline=warning.outline)
    expected = known.count / days * AFTER_DAYS
    told = {"count": came.count, "expected": round(expected, 2), "days": AFTER_DAYS, "usual_days": days}
    return {**told, "confirmed": confirmed(came.count, expected)}


def _effect(warning: HotspotWarning, last: date) -> dict | None:
    """Four weeks from the first measure on, beside four before the cluster; controls: all the rest of the bureau."""
    first = warning.measures.order_by("begins").first()
    if first is None:
        return None
    begins, ends = first.begins, first.begins + timedelta(days=EFFECT_DAYS - 1)
    if ends > last:
        return None
    before_ends = _before_it(warning)
    before = (before_ends - timedelta(days=EFFECT_DAYS - 1), before_ends)
    bureau, kind = _bureau(warning), warning.kind.code
    here = [count_in(bureau, kind, *span, outline=warning.outline).count for span in (before, (begins, ends))]
    all_ = [count_in(bureau, kind, *span).count for span in (before, (begins, ends))]
    control = [whole - part for whole, part in zip(all_, here, strict=True)]
    found = effect(here[0], here[1], control[0], control[1])
    counts = {"before": here[0], "after": here[1], "control_before": control[0], "control_after": control[1]}
    if found is None:
        return {**counts, "ratio": None, "days": EFFECT_DAYS}
    figures = {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(found).items()}
    return {**counts, **figures, "clear": found.clear, "days": EFFECT_DAYS}


def _before_it(warning: HotspotWarning) -> date:
    return date.fromisoformat(warning.figures["first_day"]) - timedelta(days=1)


def _bureau(warning: HotspotWarning):
    above = [one for one in bureaus() if warning.organisation.path.startswith(one.path)]
    return above[0] if above else warning.organisation
