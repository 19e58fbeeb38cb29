"""The worker's application and its clock.

Ticks expire: after a stop the clock's backlog is worthless, because every task looks at rows that are due *now*.
"""

import os

from celery import Celery

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
    "demo shifts": every(60.0, "dispatch.demo.tasks.keep_demo_shifts"),
}
