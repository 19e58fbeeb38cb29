"""The worker's doors."""

from celery import shared_task

from dispatch.recommendation.quicker import propose_quicker


@shared_task(ignore_result=True)
def propose_quicker_task(unit_id: int) -> int:
    return propose_quicker(unit_id)
