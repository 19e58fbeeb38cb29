"""From a run to the station's answer: delivered once, within the budget, signed, answered, judged, followed up."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from dispatch.journal.models import JournalEntry
from dispatch.timers.models import Alarm, Timer
from dispatch.warnings.actions import Intended, answer_warning, close_warning, judge_warning, sign_warning
from dispatch.warnings.models import HotspotWarning
from dispatch.warnings.words import paragraph
from incidents.hotspots.methods import ensure_methods
from incidents.hotspots.running import yesterday
from incidents.hotspots.words import outcome
from tests.factories import make_incident, make_kind, make_station, make_user, point_near
from tests.incidents.hotspot_helpers import happened, quiet_past, run, scan, series
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


def test_counts_far_above_the_season_warn_for_the_whole_station_area():
    from incidents.hotspots.models import HotspotMethod

    quiet_past(days=300)
    happened([(yesterday(), point_near(number * 90 - 700, 0)) for number in range(14)])
    run(HotspotMethod.objects.get(code="counts"))
    warning = HotspotWarning.objects.get()
    assert warning.method == "counts"
    assert warning.outline.equals(make_station().area.geom)
    assert warning.figures["high"] < warning.figures["cases"]


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
