"""Looking back: what consoles showed at a past moment, and who may look."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dispatch.assignments.actions import arrive_assignment, assign_units, sign_assignment
from dispatch.journal.models import JournalEntry
from dispatch.playback.models import IncidentShown, Playback, UnitShown
from dispatch.playback.picture import picture
from incidents.register.actions import correct_place
from tests.factories import HERE, make_incident, make_station, make_unit, make_user, point_near
from tests.units.test_tracks import store
from units.duty.models import Shift
from units.positions.verdict import Verdict


@pytest.fixture
def then():
    return timezone.now() - timedelta(hours=2)


def shown_at(units, then, seconds, *, clock="shown", incidents=(), step=1.0):
    """The last row of each subject at that many seconds after ``then``."""
    until = then + timedelta(seconds=seconds)
    found = picture(units, list(incidents), until, until, zero=then, step_s=step, clock=clock)
    return {name: {row[0]: row for row in found[name]} for name in ("fixes", "units", "incidents")}


def test_a_fix_that_came_late_was_never_on_the_map_but_is_where_the_unit_really_was(db, then):
    unit = make_unit()
    store(unit, [(then, HERE), (then + timedelta(seconds=60), point_near(600, 0))])
    store(unit, [(then + timedelta(seconds=30), point_near(300, 0))], verdict=Verdict.LATE, late_s=300)

    shown, was = (shown_at([unit.pk], then, 40, clock=clock)["fixes"][unit.pk] for clock in ("shown", "was"))

    assert (shown[2], shown[6]) == (pytest.approx(HERE.x), 0)
    assert (was[2], was[6]) == (pytest.approx(point_near(300, 0).x), 30)


def test_a_fix_under_way_is_not_shown_before_it_reached_us(db, then):
    unit = make_unit()
    store(unit, [(then, HERE)])
    store(unit, [(then + timedelta(seconds=10), point_near(100, 0))], late_s=20)

    at_15, at_31 = (shown_at([unit.pk], then, second)["fixes"][unit.pk] for second in (15, 31))

    assert at_15[6] == 0
    assert (at_31[1], at_31[6]) == (30, 10)


def test_a_doubted_fix_and_one_older_than_an_hour_are_not_in_the_picture(db, then):
    unit, gone = make_unit(), make_unit()
    store(unit, [(then, HERE)], verdict=Verdict.JUMP)
    store(gone, [(then - timedelta(minutes=61), HERE)])

    assert shown_at([unit.pk, gone.pk], then, 10)["fixes"] == {}


def test_an_answer_is_thinned_to_what_was_asked_for_and_never_beyond_its_bound(db, then, monkeypatch):
    units = [make_unit() for _ in range(3)]
    for unit in units:
        store(unit, [(then + timedelta(seconds=s), point_near(s, 0)) for s in range(300)])
    span = ([unit.pk for unit in units], [], then, then + timedelta(seconds=300))

    every_ten = picture(*span, zero=then, step_s=10)
    monkeypatch.setattr("dispatch.playback.picture.MOST_ROWS", 30)
    bounded = picture(*span, zero=then, step_s=1)

    assert len(every_ten["fixes"]) == 3 * 31
    assert bounded["step"] == 30
    assert len(bounded["fixes"]) <= 30 + 2 * 3
    assert {row[0]: row[1] for row in bounded["fixes"]} == {unit.pk: 299 for unit in units}


def test_states_orders_and_the_place_are_those_of_the_moment(db):
    dispatcher = make_user("dispatcher")
    incident, unit = make_incident(), make_unit()
    moments = [timezone.now()]
    [order] = assign_units(incident, [unit], by=dispatcher)
    moments.append(timezone.now())
    sign_assignment(order, by=dispatcher)
    moments.append(timezone.now())
    correct_place(incident, point=point_near(400, 0), reason="caller says", by=dispatcher)
    moments.append(timezone.now())
    arrive_assignment(order, by=dispatcher)
    moments.append(timezone.now())

    zero = moments[0]
    seen = [shown_at([unit.pk], zero, (moment - zero).total_seconds(), incidents=[incident.pk]) for moment in moments]

    assert [one["units"].get(unit.pk, (0, 0, None, None))[2:] for one in seen] == [
        (None, None),
        ("sent", incident.code),
        ("signed", incident.code),
        ("signed", incident.code),
        ("on_scene", incident.code),
    ]
    rows = [one["incidents"].get(incident.code) for one in seen]
    assert [row and row[2] for row in rows] == [None, "dispatched", "signed", "signed", "on_scene"]
    assert rows[2][4] == pytest.approx(HERE.x)
    assert rows[3][4] == pytest.approx(point_near(400, 0).x)


def test_nothing_is_kept_twice(db):
    dispatcher = make_user("dispatcher")
    incident, unit = make_incident(), make_unit()
    [order] = assign_units(incident, [unit], by=dispatcher)
    kept = UnitShown.objects.count(), IncidentShown.objects.count()
    sign_assignment(order, by=dispatcher)
    sign_assignment(order, by=dispatcher)

    assert (UnitShown.objects.count(), IncidentShown.objects.count()) == (kept[0] + 1, kept[1] + 1)


def test_an_incident_is_played_back_with_its_units_story_and_orders(client, db):
    dispatcher = make_user("dispatcher")
    incident, unit = make_incident(), make_unit("P12")
    [order] = assign_units(incident, [unit], by=dispatcher)
    sign_assignment(order, by=dispatcher)
    client.force_login(dispatcher)

    answer = client.get("/playback/", {"incident": incident.code})
    playback = Playback.objects.get(by=dispatcher)
    told = client.get(f"/playback/{playback.pk}/entries/").json()

    assert answer.status_code == 200
    assert playback.units == [unit.pk]
    assert [one["sentence"] for one in told["entries"]] == ["P12 sent", "P12 signed"]
    assert [state for _t, state in told["orders"][0]["steps"]][-1] == "signed"
    read = JournalEntry.objects.get(verb="incident.read", data__purpose="playback")
    assert (read.subject_code, read.by, read.data["call_signs"]) == (incident.code, dispatcher, ["P12"])


def test_a_playback_is_its_owners_alone_and_follows_their_rights(client, db, then):
    owner, unit = make_user("dispatcher"), make_unit("P12")
    store(unit, [(then, HERE)])
    playback = Playback.objects.create(by=owner, since=then, until=then + timedelta(hours=1), units=[unit.pk])
    url = f"/playback/{playback.pk}/chunk/?since=0&until=600&step=5"
    client.force_login(make_user("duty_chief"))
    assert client.get(url).status_code == 404
    client.force_login(owner)
    assert len(client.get(url).json()["fixes"]) == 1

    owner.role_grants.all().update(organisation=make_station("ST9"))

    assert client.get(url).json()["fixes"] == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"units": "P99"}, "There is no unit P99"),
        ({"incident": "20200101-9999"}, "There is no incident"),
        ({"organisation": "NOWHERE"}, "There is no organisation"),
        ({"units": "P12", "since": "2026-01-01T00:00", "until": "2026-01-03T00:00"}, "at most 24 hours"),
        ({"since": "2026-01-01T00:00"}, "Name an incident, units, or an organisation"),
    ],
)
def test_what_cannot_be_played_back_is_said_beside_its_field(client, db, asked, words):
    make_unit("P12")
    client.force_login(make_user("dispatcher"))

    answer = client.get("/playback/", asked)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_call_taker_looks_at_no_tracks(client, db):
    client.force_login(make_user("call_taker"))

    assert client.get("/playback/").status_code == 403


def test_a_shift_shows_what_it_drove(client, db, then):
    station = make_station()
    unit = make_unit("P12", organisation=station, home_area=station.area)
    store(unit, [(then + timedelta(seconds=s), point_near(s * 10, 0)) for s in range(0, 300, 5)])
    shift = Shift.objects.create(
        unit=unit, organisation=station, begins_at=then, ends_at=then + timedelta(hours=1), logged_on_at=then
    )
    client.force_login(make_user("station_officer", organisation=station))

    page = client.get(f"/station/shifts/{shift.pk}/driven/").content.decode()

    assert "3.0 km" in page
    assert "P12" in client.get("/station/driven/").content.decode()
    assert JournalEntry.objects.filter(verb="unit.read", data__purpose="track.summary").exists()
