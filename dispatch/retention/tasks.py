"""Clock-driven work of this room."""

from celery import shared_task

from dispatch.retention.enforce import enforce


@shared_task
def enforce_retention() -> None:
    enforce()
