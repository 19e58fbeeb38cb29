"""The methods as they are set: which run, and who paused them."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.hotspots.models import HotspotMethod, MethodCode
from incidents.signals import changed
from units.access.refused import Refused

RUNS = [MethodCode.SCAN, MethodCode.COUNTS]
# What differs from the columns' own defaults.
SHIPPED: dict[str, dict] = {
    MethodCode.SCAN: {},
    MethodCode.COUNTS: {"history_days": 730, "window_days": 1, "level": 0.005},
    MethodCode.DENSITY: {"history_days": 365, "window_days": 28, "budget": 0},
}


def ensure_methods() -> None:
    """What ships; a bureau's own settings stay. Called after every ``migrate``."""
    for code, more in SHIPPED.items():
        HotspotMethod.objects.get_or_create(code=code, defaults=more)


@transaction.atomic
def pause_method(method: HotspotMethod, *, why: str, by) -> HotspotMethod:
    """Nothing it finds is delivered from now on. Raises ``Refused`` without a reason."""
    if not why.strip():
        raise Refused(_("Say why: everybody who waits for warnings will read it."), field="why")
    method = HotspotMethod.objects.select_for_update().get(pk=method.pk)
    if method.paused_at is None:
        method.paused_at, method.paused_by, method.paused_why = timezone.now(), by, why.strip()[:200]
        method.save(update_fields=["paused_at", "paused_by", "paused_why"])
        changed.send(sender=HotspotMethod, verb="method.paused", subject=method, by=by, data={"why": method.paused_why})
    return method


@transaction.atomic
def resume_method(method: HotspotMethod, *, by) -> HotspotMethod:
    """Deliver again: after a pause, or although the scoreboard switched it off. Then it is on trial anew, and
    only what comes from now on decides.
    """
    method = HotspotMethod.objects.select_for_update().get(pk=method.pk)
    if not method.warns:
        facts = {"was_paused": method.paused_at is not None, "was_off": method.off_at is not None}
        if method.off_at is not None:
            method.verdict = {"reason": "too few", "let_on": timezone.localdate().isoformat()}
        method.active, method.paused_at, method.paused_by, method.paused_why, method.off_at = True, None, None, "", None
        method.save()
        changed.send(sender=HotspotMethod, verb="method.resumed", subject=method, by=by, data=facts)
    return method


def switch_method(method: HotspotMethod, on: bool, verdict: dict) -> bool:
    """What its own record says of a method that is locked: switched off or on again, journalled when it changes."""
    changes = on != (method.off_at is None)
    if changes:
        method.off_at = None if on else timezone.now()
    let_on = looked_at_since(method)
    method.verdict = verdict if let_on is None else {**verdict, "let_on": let_on.isoformat()}
    method.save(update_fields=["off_at", "verdict"])
    if changes:
        verb = "method.switched_on" if on else "method.switched_off"
        changed.send(sender=HotspotMethod, verb=verb, subject=method, by=None, data=verdict)
    return on


def looked_at_since(method: HotspotMethod) -> date | None:
    """The day a duty chief let it warn again although it was switched off: what was before decides no more."""
    let_on = method.verdict.get("let_on")
    return date.fromisoformat(let_on) if let_on else None


@transaction.atomic
def set_budget(method: HotspotMethod, budget: int, *, by) -> HotspotMethod:
    """Most warnings per station and week, 0 to 50."""
    if not 0 <= budget <= 50:
        raise Refused(_("The budget is a number from 0 to 50."), field="budget")
    method = HotspotMethod.objects.select_for_update().get(pk=method.pk)
    before, method.budget = method.budget, budget
    method.save(update_fields=["budget"])
    facts = {"before": before, "budget": budget}
    changed.send(sender=HotspotMethod, verb="method.changed", subject=method, by=by, data=facts)
    return method
