"""Clock-driven work of the journal."""

from celery import shared_task

from dispatch.journal.seal import BATCH, seal_journal


@shared_task
def seal() -> None:
    while seal_journal() == BATCH:
        pass
