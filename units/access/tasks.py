"""Clock-driven work of this room."""

from celery import shared_task

from units.access import idempotency


@shared_task
def forget_old_keys() -> None:
    idempotency.forget_old_keys()
