"""The doors of this room's clock and workers: Celery may call them late, twice or not at all; the rows decide."""

from celery import shared_task

from dispatch.autocalls.attempts import give_up_lost
from dispatch.autocalls.manual import escalate_late
from dispatch.autocalls.placing import call_while_due, lines_wanted
from dispatch.autocalls.waking import wake


@shared_task(ignore_result=True)
def tick() -> None:
    """Each second: give up what was lost, let late rows rise, and ask for as many workers as could dial now."""
    give_up_lost()
    escalate_late()
    wake(lines_wanted())


@shared_task(ignore_result=True, acks_late=False)
def call() -> None:
    """In a worker of calls: take what is due, one call after the other, until nothing is."""
    call_while_due()
