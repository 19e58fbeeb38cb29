"""The clock's doors: Celery may call them late, twice or not at all; the rows decide."""

from celery import shared_task

from dispatch.timers.firing import run_due


@shared_task(ignore_result=True)
def run_due_timers() -> int:
    return run_due()
