"""The clock's door."""

from celery import shared_task

from dispatch.warnings.after import follow_up_all


@shared_task(ignore_result=True)
def follow_up() -> int:
    return follow_up_all()
