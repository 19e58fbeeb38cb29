"""Runs: what counts, what is said when nothing can be, the same again bit for bit, paused, switched off, killed."""

import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone, translation

from dispatch.journal.models import JournalEntry
from dispatch.warnings.models import HotspotWarning
from incidents.hotspots.methods import ensure_methods, pause_method, resume_method
from incidents.hotspots.models import HotspotStep
from incidents.hotspots.running import ask_nightly, ask_repetition, ask_run, run_waiting, yesterday
from incidents.hotspots.scoring import decide_all, score
from incidents.hotspots.words import outcome, standing
from tests.factories import make_incident, make_kind, make_organisation, make_user, point_near
from tests.incidents.hotspot_helpers import happened, quiet_past, run, scan, series
from tests.processes import on_this_database
from units.access.refused import Refused

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def limits(db):
    from dispatch.timers.defaults import ensure_limits

    ensure_methods()
    ensure_limits()


@pytest.fixture
def chief(db):
    return make_user("duty_chief")


def test_a_paused_method_still_looks_but_warns_nobody_until_it_is_let(chief):
    quiet_past()
    series()
    with pytest.raises(Refused):
        pause_method(scan(), why=" ", by=chief)
    pause_method(scan(), why="the data of May is wrong", by=chief)
    row = run()
    assert row.findings
    assert row.facts["not_delivered"] == 1
    assert not HotspotWarning.objects.exists()
    resume_method(scan(), by=chief)
    run()
    assert HotspotWarning.objects.count() == 1


def test_what_patrols_found_drills_and_kinds_found_by_looking_do_not_count():
    quiet_past()
    series(source="patrol")
    series(kind=make_kind("020800"))
    for number in range(9):
        at = timezone.now() - timedelta(days=2, minutes=number)
        make_incident(kind=make_kind("010301"), state="closed", simulated=True, called_at=at, nature="report")
    assert run().outcome == "quiet"


@pytest.mark.parametrize(
    ("events", "code"),
    [(0, "empty"), (5, "few")],
)
def test_too_little_to_say_anything_is_said(events, code):
    happened([(yesterday(), point_near(number, number)) for number in range(events)])
    row = run()
    assert row.outcome == code
    with translation.override("en"):
        assert len(outcome(row)) > 40


def test_a_short_history_and_a_broken_one_get_a_sentence_too(monkeypatch):
    quiet_past(days=20, daily=2)
    assert run().outcome == "short"
    monkeypatch.setattr("incidents.hotspots.running.MOST", 30)
    quiet_past(days=40)
    assert run().outcome == "huge"
    monkeypatch.setattr("incidents.hotspots.running._unfit", lambda *_args: 1 / 0)
    row = run()
    assert (row.state, row.outcome) == ("failed", "failed")


def test_a_past_day_run_again_from_what_was_kept_finds_the_same_bit_for_bit():
    quiet_past()
    series()
    first = run(deliver=False)
    quiet_past(days=60, daily=3)  # imported since
    again = ask_repetition(first, by=None)
    run_waiting()
    again.refresh_from_db()
    assert again.same is True
    assert (again.inputs_digest, again.findings_digest) == (first.inputs_digest, first.findings_digest)
    assert run(deliver=False).inputs_digest != first.inputs_digest
    assert not HotspotWarning.objects.exists()


def test_the_night_asks_for_each_day_once():
    quiet_past()
    scan()
    asked = ask_nightly(yesterday())
    assert asked == 2  # the scan and the counts
    assert ask_nightly(yesterday()) == 0
    run_waiting()
    assert ask_nightly(yesterday()) == 0


def test_a_method_that_does_not_beat_the_naive_map_over_its_weeks_switches_itself_off_and_on_again(chief):
    method = scan(window_weeks=4)

    def weeks(hits: float) -> None:
        HotspotStep.objects.all().delete()
        for number in range(4):
            day = yesterday() - timedelta(weeks=number + 1)
            made = {"cells": 5, "hits": hits, "baseline_hits": 6, "events": 30, "version_of_method": "1"}
            HotspotStep.objects.create(organisation=make_organisation(), method="scan", day=day, share=0.02, **made)
        decide_all()
        method.refresh_from_db()

    weeks(hits=5)
    assert not method.warns
    with translation.override("en"):
        assert standing(method) == "Switched off because it does not beat the naive map by more than luck explains."
    quiet_past()
    series()
    assert run(method).facts["not_delivered"] == 1
    weeks(hits=9)
    assert method.warns
    assert JournalEntry.objects.filter(verb__in=["method.switched_off", "method.switched_on"]).count() == 2


def test_weeks_are_scored_once_from_what_was_known_on_their_mondays():
    quiet_past(days=150, daily=2)
    scan()
    assert score(make_organisation()) > 5
    steps = HotspotStep.objects.filter(share=0.02)
    assert {step.method for step in steps} == {"density", "scan"}
    assert all(step.day.weekday() == 0 and 0 <= step.hits <= step.events for step in steps)
    assert score(make_organisation()) == 0


WORKER = """
import os, sys, django
django.setup()
from incidents.hotspots import running
import dispatch.warnings.delivering as delivering
before = delivering.next_code
def slow(*args):
    print("at it", flush=True)
    import time
    time.sleep(60)
delivering.next_code = slow
running.run_waiting()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_warns_leaves_no_half_warning_and_the_next_one_makes_no_double():
    quiet_past()
    series()
    row = ask_run(scan(), make_organisation(), yesterday(), by=None)
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], env=on_this_database(), cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    try:
        assert worker.stdout.readline().strip() == "at it"
        assert run_waiting() == 0  # it is claimed: nobody else does it meanwhile
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=10)
    finally:
        worker.kill()
    row.refresh_from_db()
    assert row.state == "waiting"
    assert not HotspotWarning.objects.exists()
    for _try in range(50):
        if run_waiting():
            break
        time.sleep(0.1)  # the server notices that the line is dead
    row.refresh_from_db()
    assert row.state == "done"
    assert HotspotWarning.objects.count() == 1
    assert run_waiting() == 0
