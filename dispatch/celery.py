"""The worker's application and its clock.

Ticks expire: after a stop the clock's backlog is worthless, because every task looks at rows that are due *now*.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")

app = Celery("muster")
app.config_from_object("django.conf:settings", namespace="CELERY")
ROOMS = [
    "dispatch.autocalls",
    "dispatch.timers",
    "dispatch.journal",
    "dispatch.recommendation",
    "dispatch.retention",
    "dispatch.demo",
    "dispatch.warnings",
    "incidents.history",
    "incidents.hotspots",
    "incidents.telephony",
    "units.access",
]
app.autodiscover_tasks(ROOMS)


def every(seconds: float, task: str) -> dict:
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app.conf.beat_schedule = {
    "timers": every(1.0, "dispatch.timers.tasks.run_due_timers"),
    "automatic calls": every(1.0, "dispatch.autocalls.tasks.tick"),
    "seal the journal": every(2.0, "dispatch.journal.tasks.seal"),
    "forget old idempotency keys": every(3600.0, "units.access.tasks.forget_old_keys"),
    "forget what its time is over": every(3600.0, "dispatch.retention.tasks.enforce_retention"),
    "history to import": every(30.0, "incidents.history.tasks.import_history"),
    "hotspot runs that wait": every(30.0, "incidents.hotspots.tasks.run_hotspots"),
    "hotspot runs of the night": {"task": "incidents.hotspots.tasks.ask_hotspots", "schedule": crontab(minute=20)},
    "hotspot maps scored": every(3600.0, "incidents.hotspots.tasks.score_hotspots"),
    "what became of warnings": every(3600.0, "dispatch.warnings.tasks.follow_up"),
    "demo history": every(60.0, "dispatch.demo.tasks.load_demo_history"),
    "demo shifts": every(60.0, "dispatch.demo.tasks.keep_demo_shifts"),
}
