"""The worker's doors, and how to knock at them."""

from celery import shared_task

from dispatch.recommendation.quicker import propose_quicker


@shared_task(ignore_result=True)
def propose_quicker_task(unit_id: int) -> int:
    return propose_quicker(unit_id)


def look_for_quicker_soon(unit_id: int) -> None:
    """Hand it to a worker; a broker that is down costs nothing but the proposal."""
    propose_quicker_task.apply_async((unit_id,), retry=False, expires=60)
