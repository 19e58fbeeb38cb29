"""What became of a warning: the week after, the measures beside control areas, and the counts' own switch."""

from datetime import timedelta

import pytest
from django.utils import translation

from dispatch.journal.models import JournalEntry
from dispatch.warnings.actions import Intended, answer_warning
from dispatch.warnings.after import follow_up, follow_up_all
from dispatch.warnings.models import HotspotWarning
from dispatch.warnings.verdict import decide_counts
from dispatch.warnings.words import after_words
from incidents.hotspots.methods import ensure_methods
from incidents.hotspots.models import HotspotMethod, HotspotRun
from incidents.hotspots.running import yesterday
from incidents.hotspots.words import standing
from tests.factories import HERE, make_kind, make_organisation, make_station, make_user, point_near, square
from tests.incidents.hotspot_helpers import happened, quiet_past, run, scan, series

pytestmark = pytest.mark.django_db
BEGINS = yesterday() - timedelta(days=30)  # the first measure's day
PLACES = [point_near(column * 900 - 1800, row * 900 - 900) for column in range(5) for row in range(3)]
HOT = PLACES[7]


@pytest.fixture(autouse=True)
def limits(db):
    from dispatch.timers.defaults import ensure_limits

    ensure_methods()
    ensure_limits()
    make_station(half_m=3000)


@pytest.fixture
def officer(db):
    return make_user("station_officer", organisation=make_station())


def warned(
    point=HOT, *, day=BEGINS - timedelta(days=3), method="scan", station=None, kind="010301", **more
) -> HotspotWarning:
    """A warning of a circle of 150 m, or of the station's area, as a run would have sent it."""
    row = HotspotMethod.objects.get(code=method)
    station = station or make_station()
    number = HotspotRun.objects.count() + 1
    of = HotspotRun.objects.create(organisation=make_organisation(), method=row, day=day, number=number, state="done")
    begins = (day - timedelta(days=4) if method == "scan" else day).isoformat()
    figures = {"cases": 5, "expected": 1.0, "low": 0, "high": 3, "p": 0.01, "first_day": begins}
    return HotspotWarning.objects.create(
        code=f"W-{number}",
        organisation=station,
        run=of,
        method=method,
        kind=make_kind(kind),
        day=day,
        figures={**figures, "last_day": day.isoformat(), "radius_m": 150.0 if method == "scan" else None},
        centre=point,
        outline=square(point, 150) if method == "scan" else station.area.geom,
        **more,
    )


def daily(places, *, days: int = 230, last=None, **more) -> None:
    """One case a day at each of them."""
    last = last or yesterday()
    happened([(last - timedelta(days=back), place) for back in range(days) for place in places], **more)


def answered(warning: HotspotWarning, officer, begins=BEGINS) -> HotspotWarning:
    answer_warning(warning, [Intended("patrol", begins, begins + timedelta(days=13))], by=officer)
    assert follow_up(warning.pk) == 1
    warning.refresh_from_db()
    return warning


def test_measures_that_worked_are_seen_beside_places_as_busy_before(officer, client):
    daily([one for one in PLACES if one != HOT])
    daily([HOT], days=199, last=BEGINS - timedelta(days=1))
    happened([(BEGINS + timedelta(days=3 * number), HOT) for number in range(9)])
    told = answered(warned(), officer).effect
    assert (told["control"], told["before"], told["before_days"]) == ("matched", 182, 182)
    assert told["after"] == 9
    assert len(told["areas"]) == told["found"] == 14
    assert {(one["before"], one["after"]) for one in told["areas"]} == {(182, 28)}
    assert told["ratio"] == pytest.approx(9 / 28, abs=0.03)
    assert told["clear"] is True
    client.cookies["muster_language"] = "en"
    with translation.override("en"):
        words = " ".join(after_words(HotspotWarning.objects.get()))
    assert "14 control areas" in words
    assert "where 28 had come on average" in words
    assert told["expected"] == pytest.approx(28)
    client.force_login(make_user("analyst"))
    all_ = client.get("/api/v1/warnings/scoreboard").json()["measures"]
    assert (all_["warnings"], all_["after"], all_["expected"]) == (1, 9, pytest.approx(28))
    assert "9 came in the four weeks after" in client.get("/warnings/scoreboard/").content.decode()
    with translation.override("zh-hans"):
        assert "14" in " ".join(after_words(HotspotWarning.objects.get()))


def test_controls_are_neither_warned_of_nor_under_measures_nor_beside_the_place(officer):
    daily([*PLACES, point_near(450, 0, of=HOT)])
    warned(PLACES[0], day=BEGINS - timedelta(days=60))
    treated = warned(PLACES[1], day=BEGINS - timedelta(days=10), kind="010302")
    answer_warning(treated, [Intended("patrol", BEGINS - timedelta(days=9), BEGINS)], by=officer)
    warned(PLACES[2], kind="010302")  # of another kind, and nothing was done
    warned(PLACES[3], day=BEGINS + timedelta(days=8))  # of this kind, but after they were chosen
    told = answered(warned(), officer).effect
    controls = [(one["lon"], one["lat"]) for one in told["areas"]]

    def near(place) -> bool:
        return any(abs(lon - place.x) < 0.003 and abs(lat - place.y) < 0.003 for lon, lat in controls)

    assert told["control"] == "matched"
    assert [near(PLACES[number]) for number in range(4)] == [False, False, True, True]
    assert not near(HOT)
    assert not near(point_near(450, 0, of=HOT))
    assert told["warned_later"] == 1
    assert told["clear"] is False


def test_without_places_as_busy_it_is_compared_with_the_rest_of_the_bureau_and_says_so(officer, client):
    daily([HOT])
    daily(PLACES[:3])
    quiet_past(days=230)
    warning = answered(warned(), officer)
    assert warning.effect["control"] == "rest"
    assert (warning.effect["found"], warning.effect["areas"]) == (3, [])
    assert warning.effect["control_after"] > 3 * 28
    client.force_login(officer)
    client.cookies["muster_language"] = "en"
    page = client.get(f"/warnings/{warning.code}/").content.decode()
    assert "compared with the rest of the bureau" in page
    assert client.get(f"/api/v1/warnings/{warning.code}").json()["effect"]["control"] == "rest"


def test_a_warning_of_a_whole_station_is_compared_with_other_stations(officer):
    others = [make_station(f"ST{number}", centre=point_near(8000 * number, 0)) for number in range(2, 9)]
    make_station("NEAR", centre=point_near(4050, 0))
    for station in (make_station(), make_station("NEAR"), *others):
        daily([HERE], organisation=station)
    told = answered(warned(method="counts"), officer).effect
    assert (told["control"], told["found"]) == ("matched", 7)
    assert {one["station"] for one in told["areas"]} == {one.code for one in others}


def test_a_place_where_nothing_came_before_is_compared_with_nothing(officer):
    daily(PLACES[:3])
    warning = answered(warned(), officer)
    assert warning.effect["ratio"] is None
    with translation.override("en"):
        assert any("nothing to be compared with" in one for one in after_words(warning))


def test_the_week_after_is_weighed_and_so_is_the_naive_maps_place(officer):
    day = yesterday() - timedelta(days=60)
    quiet_past(days=250)
    series(last=day)
    run(scan(), day=day)
    warning = HotspotWarning.objects.get()
    series(6, last=day + timedelta(days=6))
    daily([point_near(2000, 2000)], last=day)  # the naive map points here, and it ends
    assert follow_up(warning.pk) == 1
    warning.refresh_from_db()
    assert warning.outcome["confirmed"] is True
    assert warning.outcome["count"] >= 6
    naive = warning.outcome["naive"]
    assert naive["expected"] >= 7 > naive["count"]
    assert naive["confirmed"] is False
    assert follow_up(warning.pk) == 0


def counted(confirmed: int, naive: int, number: int = 24) -> None:
    """So many warnings of the counts, judged."""
    for index in range(number):
        outcome = {"count": 1, "expected": 1.0, "days": 7, "confirmed": index < confirmed}
        outcome["naive"] = {"count": 1, "expected": 1.0, "confirmed": index >= number - naive}
        warned(day=yesterday() - timedelta(days=9), method="counts", outcome=outcome)


def test_counts_that_do_not_beat_the_naive_map_are_switched_off_and_say_so_and_the_chief_may_let_them_warn(client):
    counted(confirmed=6, naive=5)
    decide_counts()
    method = HotspotMethod.objects.get(code="counts")
    assert (method.warns, method.verdict["reason"]) == (False, "does not beat")
    assert JournalEntry.objects.filter(verb="method.switched_off").count() == 1
    said = "of 24 warnings 6 were confirmed, and 5 would have been at the naive map"
    chief = make_user("duty_chief")
    client.force_login(chief)
    client.cookies["muster_language"] = "en"
    assert said in client.get("/warnings/methods/").content.decode()
    assert said in client.get("/warnings/algorithm/").content.decode()
    quiet_past(days=300)
    happened([(yesterday(), point_near(number * 90 - 700, 0)) for number in range(14)])
    assert run(method).facts["not_delivered"] == 1

    client.post("/warnings/methods/counts/resume/")
    method.refresh_from_db()
    with translation.override("en"):
        assert standing(method).startswith("On trial again")
    assert run(method).facts["not_delivered"] == 0
    decide_counts()  # the old warnings decide no more
    method.refresh_from_db()
    assert method.warns
    assert JournalEntry.objects.get(verb="method.resumed").data["was_off"] is True


def test_counts_that_beat_the_naive_map_stay_on_and_a_lead_within_luck_is_none():
    counted(confirmed=16, naive=4)
    assert decide_counts() is True
    method = HotspotMethod.objects.get(code="counts")
    assert method.verdict["reason"] == "beats"
    HotspotWarning.objects.filter(outcome__confirmed=True).update(usefulness="not_useful")
    assert decide_counts() is False
    HotspotWarning.objects.filter(pk__in=list(HotspotWarning.objects.values_list("pk", flat=True)[:10])).delete()
    assert decide_counts() is True
    method.refresh_from_db()
    assert method.verdict["reason"] == "too few"


def test_the_scoreboard_tells_false_alarms_beside_the_naive_maps(client):
    counted(confirmed=6, naive=4)
    client.force_login(make_user("analyst"))
    client.cookies["muster_language"] = "en"
    told = client.get("/api/v1/warnings/scoreboard").json()
    [counts] = [one for one in told["warnings"] if one["method"] == "counts"]
    assert (counts["false"], counts["confirmed"], counts["naive_confirmed"]) == (18, 6, 4)
    assert counts["naive_per_station_month"] == pytest.approx(counts["per_station_month"] * 20 / 18)
    assert "Naive: false per station and month" in client.get("/warnings/scoreboard/").content.decode()
    client.force_login(make_user("call_taker"))
    assert client.get("/api/v1/warnings/scoreboard").status_code == 403


def test_the_clock_follows_up_each_warning_once(officer):
    daily(PLACES)
    warned()
    assert follow_up_all() == 1
    assert follow_up_all() == 0
