"""The clock's door: Celery may call it late, twice or not at all; the rows decide."""

from celery import shared_task

from incidents.history.actions import work_off


@shared_task(ignore_result=True)
def import_history() -> int:
    return work_off()
