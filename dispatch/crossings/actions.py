"""A unit crossed a fence: told as loudly as the fence says. Called in the transaction that announces the crossing."""

from functools import partial

from django.db import transaction

from dispatch.live.push import Batch, push_event
from dispatch.timers.alarms import end_alarms, raise_alarm
from dispatch.timers.models import Alarm
from units.fences.models import FenceEvent, FencePurpose, Tell

# What ends an alarm of the other kind: who is back at his post is no longer missing.
ENDS = {"enter": ("leave",), "leave": ("enter", "dwell"), "dwell": ()}


def tell_crossing(event: FenceEvent) -> None:
    """As a note, or as an alarm that also ends the contrary one. Silent ones cost nothing here: they are most."""
    if event.fence.purpose != FencePurpose.WATCH or event.fence.tell == Tell.SILENT:
        return
    if event.fence.tell == Tell.ALARM:
        _end_contrary(event)
        data = {"unit": event.unit.call_sign, "fence": event.fence.names, "at": event.at.isoformat()}
        raise_alarm(f"fence.{event.kind}", about=event, data=data)
    push = partial(push_event, f"fence.{event.kind}", event, Batch.of_transaction())
    transaction.on_commit(push, robust=True)


def end_alarms_of(fence) -> None:
    """The fence was taken down, or rings no longer: nobody need look after what it told."""
    for event in FenceEvent.objects.filter(fence=fence, alarms__ended_at=None, alarms__isnull=False):
        end_alarms(event)


def _end_contrary(event: FenceEvent) -> None:
    contrary = [f"fence.{kind}" for kind in ENDS[event.kind]]
    if not contrary:
        return
    ringing = Alarm.objects.ringing().filter(
        cause__in=contrary, crossing__fence=event.fence_id, crossing__unit=event.unit_id
    )
    for alarm in ringing.select_related("crossing"):
        end_alarms(alarm.crossing)
