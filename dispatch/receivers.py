"""The switchboard: every wire between floors, on one page.

Each floor announces what it did with its own ``changed`` signal, inside the transaction of the deed. Here every
announcement is written to the journal in that same transaction (what cannot be recorded does not happen), wakes what
depends on it on this floor, and is pushed to the consoles once the transaction is committed.
"""

from functools import partial

from django.db import transaction
from django.dispatch import receiver

from dispatch.journal.actions import record, record_read
from dispatch.live.push import push_event
from dispatch.signals import changed as dispatch_changed
from incidents.signals import changed as incidents_changed
from incidents.signals import read as incidents_read
from units.signals import changed as units_changed
from units.signals import read as units_read


@receiver([units_changed, incidents_changed, dispatch_changed])
def write_to_journal(sender, verb, subject, by=None, data=None, **kwargs) -> None:
    record(verb, by=by, subject=subject, data=data)


@receiver([units_read, incidents_read])
def write_reading_to_journal(sender, subject, purpose, by=None, data=None, **kwargs) -> None:
    record_read(by, subject, purpose=purpose, data=data)


@receiver([units_changed, incidents_changed, dispatch_changed])
def push_to_consoles(sender, verb, subject, by=None, data=None, **kwargs) -> None:
    transaction.on_commit(partial(push_event, verb, subject), robust=True)  # a dead Redis is logged and undoes nothing
