"""Forgetting what its class says is over, one class in one transaction with its entry in the journal."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from dispatch.autocalls.models import Attempt
from dispatch.casts.models import Cast
from dispatch.recommendation.models import Recommendation
from dispatch.retention.models import Kept, RetentionClass
from dispatch.signals import changed
from incidents.history.models import HistoricEvent
from incidents.hotspots.models import HotspotRun
from units.fences.models import FenceEvent
from units.positions.partitions import drop_before

FORGOTTEN = {"forgotten": True}
AT_ONCE = 5_000  # rows that Django holds while it deletes them


def enforce(now: datetime | None = None) -> dict[str, dict]:
    """Run every class that is due; what was forgotten, by class. Classes with nothing to forget leave no entry."""
    now = now or timezone.now()
    done = {}
    for row in RetentionClass.objects.filter(suspended=False, days__gt=0):
        with transaction.atomic():
            facts = DEEDS[row.code](now - timedelta(days=row.days))
            if facts:
                facts = {"class": row.code, "days": row.days, **facts}
                changed.send(sender=RetentionClass, verb="retention.enforced", subject=row, by=None, data=facts)
                done[row.code] = facts
    return done


def _tracks(before: datetime) -> dict:
    """Whole days by UTC: the partition of a day goes when the last moment of it is over."""
    dropped = drop_before(before.astimezone(UTC).date())
    return {"partitions": dropped} if dropped else {}


def _recommendation_inputs(before: datetime) -> dict:
    """Result, version and choice stay: what was recommended and what was done remain answerable for."""
    old = Recommendation.objects.filter(at__lt=before).exclude(inputs=FORGOTTEN)
    count = old.update(inputs=FORGOTTEN)
    return {"recommendations": count} if count else {}


def _call_recordings(before: datetime) -> dict:
    """The sound goes, once its row says so; its hash, length and outcome stay."""
    old = Attempt.objects.filter(ended_at__lt=before).exclude(recording="")
    names = list(old.values_list("recording", flat=True))
    old.update(recording="")
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
    return {"recordings": len(names)} if names else {}


def _fence_crossings(before: datetime) -> dict:
    """One that raised an alarm stays as long as the alarm, which would go with it."""
    count = _delete(FenceEvent.objects.filter(received_at__lt=before, alarms=None))
    return {"crossings": count} if count else {}


def _casts(before: datetime) -> dict:
    """Counted from their end; receipts go with them. That something was cast stays in the journal."""
    count = _delete(Cast.objects.filter(until__lt=before))
    return {"casts": count} if count else {}


def _delete(rows: QuerySet) -> int:
    count = 0
    while batch := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        rows.model._default_manager.filter(pk__in=batch).delete()
        count += len(batch)
    return count


def _hotspot_inputs(before: datetime) -> dict:
    """Findings, figures and digests stay; such a run can be answered for, but not be repeated any more."""
    count = HotspotRun.objects.filter(at__lt=before).exclude(inputs=b"").update(inputs=b"")
    return {"runs": count} if count else {}


def _history(before: datetime) -> dict:
    count, _by_table = HistoricEvent.objects.filter(at__lt=before).delete()
    return {"events": count} if count else {}


DEEDS: dict[str, Callable[[datetime], dict]] = {
    Kept.TRACKS: _tracks,
    Kept.CALL_RECORDINGS: _call_recordings,
    Kept.RECOMMENDATION_INPUTS: _recommendation_inputs,
    Kept.FENCE_CROSSINGS: _fence_crossings,
    Kept.CASTS: _casts,
    Kept.HOTSPOT_INPUTS: _hotspot_inputs,
    Kept.HISTORY: _history,
}
