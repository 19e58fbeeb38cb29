"""Clock-driven work of the demo bureau; in a real bureau there is no simulation and this does nothing."""

from celery import shared_task
from django.conf import settings

from dispatch.demo.history import load_history
from dispatch.demo.shifts import keep_shifts


@shared_task
def keep_demo_shifts() -> None:
    if settings.MUSTER["SIMULATION"]:
        keep_shifts()


@shared_task
def load_demo_history() -> None:
    """Once, behind the scenes: the first page never waits for it."""
    if settings.MUSTER["SIMULATION"]:
        load_history()
