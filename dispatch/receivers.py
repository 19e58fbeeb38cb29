"""The switchboard: every wire between floors, on one page.

Each floor announces what it did with its own ``changed`` signal, inside the transaction of the deed. Here every
announcement is written to the journal in that same transaction (what cannot be recorded does not happen), wakes what
depends on it on this floor, and is pushed to the consoles once the transaction is committed.
"""

from functools import partial

from django.db import transaction
from django.db.models import F
from django.dispatch import receiver

from dispatch.assignments.actions import note_positions
from dispatch.assignments.closing import refuse_while_orders_run
from dispatch.assignments.evidence import forget_arrival, keep_arrival
from dispatch.assignments.models import Assignment
from dispatch.autocalls.chasing import chase, end_chases, heard
from dispatch.autocalls.models import Callee
from dispatch.casts.models import Cast
from dispatch.casts.push import push_cast
from dispatch.crossings.actions import end_alarms_of, tell_crossing
from dispatch.journal.actions import record, record_read
from dispatch.live.push import Batch, push_event
from dispatch.playback.recording import note_shown
from dispatch.recommendation.tasks import look_for_quicker_soon
from dispatch.signals import changed as dispatch_changed
from dispatch.signals import read as dispatch_read
from dispatch.timers.course import follow
from dispatch.timers.danger import raise_danger
from dispatch.timers.models import Alarm, Escalation
from dispatch.wall.models import Display
from dispatch.wall.push import tell_wall
from incidents.register.models import Incident
from incidents.signals import changed as incidents_changed
from incidents.signals import closing as incident_closing
from incidents.signals import read as incidents_read
from units.crews.models import Unit
from units.fences.models import Fence, Tell
from units.signals import changed as units_changed
from units.signals import fence_crossed, positions_stored
from units.signals import read as units_read


@receiver([units_changed, incidents_changed, dispatch_changed])
def write_to_journal(sender, verb, subject, by=None, data=None, **kwargs) -> None:
    record(verb, by=by, subject=subject, data=data)


@receiver([units_read, incidents_read, dispatch_read])
def write_reading_to_journal(sender, subject, purpose, by=None, data=None, **kwargs) -> None:
    record_read(by, subject, purpose=purpose, data=data)


@receiver(dispatch_changed, sender=Assignment)
def count_as_change_of_incident_and_unit(sender, subject, **kwargs) -> None:
    """Their rows on screen show the order: without a new version, a console that missed it would never notice."""
    Incident.objects.filter(pk=subject.incident_id).update(version=F("version") + 1)
    Unit.objects.filter(pk=subject.unit_id).update(version=F("version") + 1)


@receiver([units_changed, incidents_changed, dispatch_changed])
def keep_what_is_shown(sender, subject, **kwargs) -> None:
    note_shown(subject)


@receiver([units_changed, incidents_changed, dispatch_changed])
def push_to_consoles(sender, verb, subject, by=None, data=None, **kwargs) -> None:
    push = partial(push_event, verb, subject, Batch.of_transaction())
    transaction.on_commit(push, robust=True)  # a dead Redis is logged and undoes nothing


@receiver(dispatch_changed, sender=Cast)
def tell_receivers_and_sender(sender, verb, subject, **kwargs) -> None:
    transaction.on_commit(partial(push_cast, verb, subject), robust=True)


@receiver(dispatch_changed, sender=Display)
def tell_the_wall(sender, verb, subject, **kwargs) -> None:
    if verb == "display.changed":
        transaction.on_commit(partial(tell_wall, subject), robust=True)


@receiver([incidents_changed, dispatch_changed])
def let_the_clocks_follow(sender, verb, subject, data=None, **kwargs) -> None:
    follow(verb, subject, data)


@receiver(dispatch_changed, sender=Escalation)
def call_whom_the_chain_names(sender, verb, subject, data=None, **kwargs) -> None:
    if verb == "escalation.called":
        chase(subject, (data or {})["alarm"])


@receiver(dispatch_changed, sender=Alarm)
def end_the_calls_about_an_alarm(sender, verb, subject, **kwargs) -> None:
    if verb in ("alarm.acknowledged", "alarm.ended"):
        # After the commit: whoever ends a call holds its campaign and waits for the alarm, we the other way round.
        transaction.on_commit(partial(end_chases, subject), robust=True)


@receiver(dispatch_changed, sender=Callee)
def take_the_key_for_the_alarm(sender, verb, subject, **kwargs) -> None:
    if verb == "callee.acknowledged":
        heard(subject)


@receiver(incident_closing)
def keep_incidents_with_orders_open(sender, incident, **kwargs) -> None:
    refuse_while_orders_run(incident)


@receiver(positions_stored)
def keep_the_machines_clock(sender, fixes, **kwargs) -> None:
    note_positions(fixes)


@receiver(fence_crossed)
def hear_of_the_crossing(sender, event, **kwargs) -> None:
    keep_arrival(event)
    tell_crossing(event)


@receiver(units_changed, sender=Fence)
def end_what_the_fence_told(sender, verb, subject, **kwargs) -> None:
    if verb == "fence.ended" or (verb == "fence.changed" and subject.tell != Tell.ALARM):
        end_alarms_of(subject)


@receiver(incidents_changed)
def forget_arrival_at_the_wrong_place(sender, verb, subject, **kwargs) -> None:
    if verb == "place.corrected":
        forget_arrival(subject)


@receiver(units_changed)
def propose_who_became_free(sender, verb, subject, data=None, **kwargs) -> None:
    if verb == "unit.state_changed" and (data or {}).get("to") == "free":
        transaction.on_commit(partial(look_for_quicker_soon, subject.pk), robust=True)


@receiver(units_changed)
def ring_for_an_officer_in_danger(sender, verb, subject, data=None, **kwargs) -> None:
    if verb in ("unit.in_danger", "terminal.in_danger"):
        raise_danger(subject, data or {})
