"""A word to the workers that something is due. It may get lost or come twice: the rows decide."""

import logging

from celery import current_app
from django.conf import settings

logger = logging.getLogger(__name__)
TASK = "dispatch.autocalls.tasks.call"


def wake(calls: int = 1) -> None:
    """Ask for so many workers of the queue of calls; each takes rows for as long as some are due."""
    for _number in range(calls):
        current_app.send_task(TASK, queue=settings.MUSTER["CALLS_QUEUE"], expires=3, retry=False)
