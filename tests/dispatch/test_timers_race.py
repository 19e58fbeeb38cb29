"""Timers under several workers, and under one that is killed: every stage fires once."""

import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from django.conf import settings
from django.db import connections

from dispatch.journal.models import JournalEntry
from dispatch.timers.defaults import ensure_limits
from dispatch.timers.firing import run_due
from dispatch.timers.models import Alarm, Timer
from incidents.timeline.models import Entry
from tests.dispatch.timer_helpers import later, limits, opened, ringing
from tests.factories import make_station, make_user
from tests.processes import on_this_database

__all__ = ["limits"]


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_fire_each_stage_once():
    wang = make_user()
    ensure_limits()
    make_station()
    for _ in range(10):
        opened(wang)
    moment, start, fired = later(70), threading.Barrier(4), []

    def work():
        start.wait()
        try:
            for _ in range(4):
                fired.append(run_due(moment))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    run_due(moment)  # rows skipped because two worked on one incident
    assert Alarm.objects.filter(cause="timer.dispatch", severity="alarm").count() == 10
    assert JournalEntry.objects.filter(verb="alarm.raised").count() == 10
    assert Entry.objects.filter(verb="timer.alarmed").count() == 10


WORKER = """
    import os, sys, time
    os.environ["DJANGO_SETTINGS_MODULE"] = "dispatch.settings"
    import django; django.setup()
    from django.conf import settings
    from django.db import connection
    from dispatch.timers import firing
    ring = firing._ring
    def slow(timer, incident, just_told):
        ring(timer, incident, just_told)
        print("ringing", flush=True)
        time.sleep(float(sys.argv[1]))
    firing._ring = slow
    firing.run_due()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_its_row_due_and_the_next_one_fires_it_once():
    wang = make_user()
    ensure_limits()
    make_station()
    incident = opened(wang)
    Timer.objects.filter(incident=incident, stage="dispatch").update(
        warn_at=later(-30), alarm_at=later(-10), escalate_at=None, next_at=later(-30)
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WORKER), "60"],
        stdout=subprocess.PIPE,
        text=True,
        env=on_this_database(),
        cwd=settings.BASE_DIR,
    )
    assert worker.stdout.readline().strip() == "ringing"
    assert run_due() == 0, "the row is claimed by the other"
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    fired, until = 0, time.monotonic() + 10
    while not fired and time.monotonic() < until:  # the server notices the dead connection
        fired = run_due()
        time.sleep(0.1)
    assert fired == 1
    assert run_due() == 0
    assert ringing(incident) == {"timer.dispatch": "alarm"}
    assert JournalEntry.objects.filter(verb="alarm.raised").count() == 1
