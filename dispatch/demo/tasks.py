"""Clock-driven work of the demo bureau; in a real bureau there is no simulation and this does nothing."""

from celery import shared_task
from django.conf import settings

from dispatch.demo.shifts import keep_shifts


@shared_task
def keep_demo_shifts() -> None:
    if settings.MUSTER["SIMULATION"]:
        keep_shifts()
