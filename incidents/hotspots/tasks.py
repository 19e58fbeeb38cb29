"""The clock's doors: Celery may call them late, twice or not at all; the rows decide."""

from celery import shared_task

from incidents.hotspots.running import ask_nightly, run_waiting
from incidents.hotspots.scoring import score_all


@shared_task(ignore_result=True)
def run_hotspots() -> int:
    return run_waiting()


@shared_task(ignore_result=True)
def ask_hotspots() -> int:
    """Every hour: what was missed while the machine was off is made up for; what was done is left alone."""
    return ask_nightly()


@shared_task(ignore_result=True)
def score_hotspots() -> int:
    return score_all()
