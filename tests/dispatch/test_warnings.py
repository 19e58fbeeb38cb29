"""From a run to the station's answer: delivered once, within the budget, signed, answered, judged, followed up."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone, translation

from dispatch.journal.models import JournalEntry
from dispatch.timers.models import Alarm, Timer
from dispatch.warnings.actions import Intended, answer_warning, close_warning, judge_warning, sign_warning
from dispatch.warnings.after import follow_up
from dispatch.warnings.models import HotspotWarning
from dispatch.warnings.words import paragraph
from incidents.hotspots.methods import ensure_methods, pause_method, resume_method
from incidents.hotspots.models import HotspotRun
from incidents.hotspots.running import ask_nightly, ask_repetition, ask_run, run_waiting, yesterday
from incidents.hotspots.words import outcome
from tests.factories import make_incident, make_kind, make_organisation, make_station, make_user, point_near
from tests.incidents.hotspot_helpers import happened, quiet_past, scan, series
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


@pytest.fixture
def officer(db):
    return make_user("station_officer", organisation=make_station())


def run(method=None, day=None, **more) -> HotspotRun:
    row = ask_run(method or scan(), make_organisation(), day or yesterday(), by=None, **more)
    run_waiting()
    row.refresh_from_db()
    return row


def test_a_series_that_begins_becomes_one_warning_with_its_incidents_and_figures():
    quiet_past()
    series(9)
    row = run()
    assert (row.state, row.outcome) == ("done", "found")
    warning = HotspotWarning.objects.get()
    assert warning.organisation.code == "ST1"
    assert warning.figures["cases"] >= 8
    assert warning.figures["expected"] < 3
    assert warning.figures["p"] <= 0.01
    assert len(warning.events) == warning.figures["cases"]
    assert warning.outline.contains(warning.centre)
    with translation.override("en"):
        english = paragraph(warning)
    with translation.override("zh-hans"):
        chinese = paragraph(warning)
    assert str(warning.figures["cases"]) in english
    assert str(warning.figures["cases"]) in chinese
    assert english != chinese
    assert Alarm.objects.get(cause="warning.sent").severity == "warn"
    assert Timer.objects.get(warning=warning).stage == "take_up"
    assert JournalEntry.objects.filter(verb="warning.sent", subject_code=warning.code).exists()


def test_a_quiet_past_warns_of_nothing_and_says_so():
    quiet_past()
    row = run()
    assert row.outcome == "quiet"
    assert "chance" in outcome(row)
    assert not HotspotWarning.objects.exists()


def test_the_station_signs_answers_judges_and_closes_and_its_clocks_follow(officer):
    quiet_past()
    series()
    run()
    warning = sign_warning(HotspotWarning.objects.get(), by=officer)
    assert warning.state == "signed"
    assert not Alarm.objects.ringing().exists()
    assert Timer.objects.get(warning=warning, stopped_at=None).stage == "act"
    with pytest.raises(Refused):
        answer_warning(warning, [Intended("patrol", TODAY, TODAY - timedelta(days=1))], by=officer)
    with pytest.raises(Refused):
        close_warning(warning, by=officer)
    warning = answer_warning(warning, [Intended("patrol", TODAY, TODAY + timedelta(days=13))], by=officer)
    assert warning.state == "answered"
    assert not Timer.objects.filter(warning=warning, stopped_at=None).exists()
    method_before = warning.run.method
    assert judge_warning(warning, "not_useful", by=officer).usefulness == "not_useful"
    method_before.refresh_from_db()
    assert method_before.level == scan().level  # it teaches the method nothing
    assert close_warning(warning, by=officer).state == "closed"


def test_a_place_that_is_warned_of_already_is_told_again_and_not_warned_of_twice():
    quiet_past(last=yesterday() - timedelta(days=1))
    series(last=yesterday() - timedelta(days=1))
    run(day=yesterday() - timedelta(days=1))
    run(day=yesterday() - timedelta(days=1))
    warning = HotspotWarning.objects.get()
    assert warning.seen_again == []
    run()
    warning = HotspotWarning.objects.get()
    assert [one["day"] for one in warning.seen_again] == [yesterday().isoformat()]


def test_a_station_gets_no_more_than_its_budget_in_a_week_and_the_strongest_first():
    quiet_past()
    shops = make_kind("010302")
    quiet_past(kind=shops)
    series(9, of=point_near(600, 600), kind=shops)
    series(12, of=point_near(-600, -600))
    row = run(scan(budget=1))
    warning = HotspotWarning.objects.get()
    assert warning.kind.code == "010301"
    assert row.facts["sent"] == 1
    assert row.facts["held_back"] >= 1


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


def test_closed_live_incidents_count_and_stand_in_the_warning_by_their_codes():
    quiet_past()
    made = [
        make_incident(
            kind=make_kind("010301"),
            state="closed",
            nature="report",
            called_at=timezone.now() - timedelta(days=1 + number % 3),
        )
        for number in range(9)
    ]
    run()
    told = {event["ref"] for event in HotspotWarning.objects.get().events}
    assert {one.code for one in made} <= told


@pytest.mark.parametrize(
    ("events", "code"),
    [(0, "empty"), (5, "few")],
)
def test_too_little_to_say_anything_is_said(events, code):
    happened([(yesterday(), point_near(number, number)) for number in range(events)])
    row = run()
    assert row.outcome == code
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


def test_counts_far_above_the_season_warn_for_the_whole_station_area():
    from incidents.hotspots.models import HotspotMethod

    quiet_past(days=300)
    happened([(yesterday(), point_near(number * 90 - 700, 0)) for number in range(14)])
    run(HotspotMethod.objects.get(code="counts"))
    warning = HotspotWarning.objects.get()
    assert warning.method == "counts"
    assert warning.outline.equals(make_station().area.geom)
    assert warning.figures["high"] < warning.figures["cases"]


def test_the_week_after_and_the_measures_are_weighed_against_the_rest_of_the_bureau(officer):
    day = yesterday() - timedelta(days=60)
    quiet_past(days=250)
    series(last=day)
    run(day=day)
    warning = HotspotWarning.objects.get()
    series(6, last=day + timedelta(days=6))
    answer_warning(warning, [Intended("lighting", day + timedelta(days=8), day + timedelta(days=40))], by=officer)
    assert follow_up(warning.pk) == 1
    warning.refresh_from_db()
    assert warning.outcome["confirmed"] is True
    assert warning.outcome["count"] >= 6
    assert {"before", "after", "control_before", "control_after", "ratio"} <= set(warning.effect)
    assert warning.effect["control_after"] > 10
    assert follow_up(warning.pk) == 0


def test_strangers_see_neither_the_warning_nor_the_run(client, officer):
    quiet_past()
    series()
    row = run()
    warning = HotspotWarning.objects.get()
    stranger = make_user("station_officer", organisation=make_station("ST2", centre=point_near(5000, 0)))
    client.force_login(stranger)
    for path in (f"/warnings/{warning.code}/", f"/warnings/runs/{row.pk}/", f"/api/v1/warnings/{warning.code}"):
        assert client.get(path).status_code == 404
    assert client.post(f"/warnings/{warning.code}/sign/").status_code == 404
    assert warning.code not in client.get("/warnings/").content.decode()
    client.force_login(officer)
    page = client.get("/station/").content.decode()
    assert warning.code in page
    warning.refresh_from_db()
    assert warning.state == "delivered"
    assert (
        client.post(f"/api/v1/warnings/{warning.code}/sign", content_type="application/json").json()["state"]
        == "signed"
    )
    measure = {"kind": "patrol", "begins": TODAY.isoformat(), "ends": TODAY.isoformat()}
    answered = client.post(
        f"/api/v1/warnings/{warning.code}/answer", {"measures": [measure]}, content_type="application/json"
    )
    assert answered.json()["state"] == "answered"


def test_pages_speak_both_languages_and_only_the_chief_may_pause(client, chief):
    quiet_past()
    series()
    row = run()
    warning = HotspotWarning.objects.get()
    analyst = make_user("analyst")
    for user in (chief, analyst):
        client.force_login(user)
        for language in ("en", "zh-hans"):
            client.cookies["muster_language"] = language
            pages = (
                "",
                "methods/",
                "scoreboard/",
                "algorithm/",
                f"{warning.code}/",
                f"runs/{row.pk}/",
                "density/",
                "layer/",
            )
            for page in pages:
                assert client.get(f"/warnings/{page}").status_code == 200, page
    assert client.post("/warnings/methods/scan/pause/", {"why": "x"}).status_code == 403
    client.force_login(chief)
    client.post("/warnings/methods/scan/pause/", {"why": "false data"})
    assert "false data" in client.get("/warnings/methods/").content.decode()
    assert client.get("/warnings/density/?day=soon").status_code == 400
    told = client.get("/warnings/density/").json()
    assert told["events"] > 20
    assert any(feature["properties"]["hot"] for feature in told["features"])


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
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "dispatch.settings"}
    environment["MUSTER_DATABASE_URL"] = f"postgis://{login}/{database['NAME']}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], env=environment, cwd=Path(settings.BASE_DIR), stdout=subprocess.PIPE, text=True
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
