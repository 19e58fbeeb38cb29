"""A word to the workers that something is owed. It may get lost or come twice: the rows decide."""

from functools import partial

from celery import current_app
from django.db import transaction


def wake(task: str) -> None:
    """Ask a worker for ``task`` (its dotted name) once this transaction is committed. The clock asks for it anyway."""
    transaction.on_commit(partial(current_app.send_task, task), robust=True)
