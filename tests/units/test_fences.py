"""Fences in the stream: what the writer stores of crossings, exactly once, and who is told."""

import threading
import time
from datetime import timedelta

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from dispatch.timers.actions import acknowledge_alarm
from dispatch.timers.models import Alarm
from tests import factories as make
from tests.factories import HERE, point_near
from tests.units.fence_helpers import NOW, events, fix, post, store
from units.fences import announcing, watch
from units.fences.actions import end_fence
from units.fences.models import Fence, FenceEvent, Presence
from units.fences.watch import Watch
from units.signals import fence_crossed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fences_looked_at_once")]


# --- what is stored ---


def test_a_visit_is_three_events_and_while_it_lasts_a_presence(watcher, alice, car):
    fence = post(alice, dwell_s=60)
    store(watcher, fix(car, 200, 0), fix(car, 20, 5), fix(car, 0, 10))
    assert list(Presence.objects.inside().values_list("unit__call_sign", "fence")) == [("P1", fence.pk)]
    store(watcher, fix(car, 0, 70))
    store(watcher, fix(car, 100, 80), fix(car, 150, 85))
    assert events() == [("P1", "enter", 5), ("P1", "dwell", 65), ("P1", "leave", 80)]
    assert not Presence.objects.exists()
    entered = FenceEvent.objects.get(kind="enter")
    assert (entered.organisation, round(entered.received_at.timestamp() - NOW)) == (fence.organisation, 10)
    assert entered.point.distance(point_near(20)) < 1e-9


def test_what_is_rolled_back_has_not_happened_and_is_found_again(watcher, alice, car):
    post(alice)
    with transaction.atomic():
        watcher.note([fix(car, 20, 5), fix(car, 0, 10)])
        transaction.set_rollback(True)
    assert events() == []
    store(watcher, fix(car, 20, 5), fix(car, 0, 10))
    assert events() == [("P1", "enter", 5)]


def test_the_next_writer_goes_on_where_this_one_was_in_the_middle(watcher, alice, car):
    post(alice)
    store(watcher, fix(car, 20, 5))
    successor = Watch()
    successor.begin()
    store(successor, fix(car, 0, 10))
    assert events() == [("P1", "enter", 5)]


@pytest.mark.parametrize(
    ("whom", "seen"),
    [
        ({}, {"P1", "M1", "Q1"}),
        ({"organisation": "ST1"}, {"P1", "M1"}),
        ({"unit_kinds": ["motorcycle"]}, {"M1"}),
        ({"units": ["P1", "Q1"]}, {"P1", "Q1"}),
        ({"units": ["P1", "M1"], "unit_kinds": ["car"]}, {"P1"}),
    ],
)
def test_a_fence_is_for_its_branch_or_the_units_and_kinds_chosen(watcher, alice, car, whom, seen):
    other = make.make_unit("Q1", organisation=make.make_station("ST2"), point=None)
    bike = make.make_unit("M1", kind="motorcycle", point=None)
    units = {unit.call_sign: unit for unit in (car, bike, other)}
    chosen = [units[sign] for sign in whom.pop("units", [])]
    organisation = make.make_organisation(whom.pop("organisation", "COUNTY"))
    post(alice, organisation=organisation, units=chosen, **whom)
    store(watcher, *(fix(unit, 0, t) for t in (5, 10) for unit in units.values()))
    assert {sign for sign, kind, _at in events()} == seen


def test_a_fence_taken_down_forgets_who_was_in_it_and_says_nothing_of_leaving(watcher, alice, car):
    fence = post(alice)
    store(watcher, fix(car, 0, 0), fix(car, 0, 5))
    end_fence(fence, by=alice)
    store(watcher, fix(car, 400, 10), fix(car, 500, 15))
    assert events() == [("P1", "enter", 0)]
    assert not Presence.objects.exists()


def test_a_fence_around_an_area_follows_the_areas_outline(watcher, alice, car, monkeypatch):
    area = make.make_area("beat-1", half_m=100)
    post(alice, kind="area", area=area, centre=None, radius_m=None)
    store(watcher, fix(car, 150, 0), fix(car, 150, 5))
    assert events() == []
    area.geom = make.square(half_m=200)
    area.save()
    monkeypatch.setattr(watch, "AFRESH_EVERY_S", 0)
    store(watcher, fix(car, 150, 10), fix(car, 150, 15))
    assert events() == [("P1", "enter", 10)]


def test_between_looks_the_watch_costs_no_statement_where_nobody_crosses(
    watcher, alice, car, monkeypatch, django_assert_num_queries
):
    post(alice)
    store(watcher, fix(car, 400, 0))
    monkeypatch.setattr(watch, "LOOK_EVERY_S", 60)
    with django_assert_num_queries(0):
        watcher.note([fix(car, 400, 5), fix(car, 300, 10)])


def test_a_crossing_is_evidence_and_never_edited(watcher, alice, car):
    post(alice)
    store(watcher, fix(car, 0, 0), fix(car, 0, 5))
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        FenceEvent.objects.update(at=timezone.now())


# --- what cannot be a fence ---

BOW_TIE = "POLYGON((7.42 43.73, 7.43 43.74, 7.43 43.73, 7.42 43.74, 7.42 43.73))"


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"kind": "shape", "shape": MultiPolygon(GEOSGeometry(BOW_TIE))}, "shape", "crosses or touches itself"),
        ({"kind": "shape", "shape": MultiPolygon(Polygon.from_bbox((7, 43, 7.00001, 43.00001)))}, "shape", "larger"),
        ({"kind": "shape", "shape": MultiPolygon(Polygon.from_bbox((-179, 10, 179, 20)))}, "shape", "180th"),
        ({"kind": "shape", "shape": MultiPolygon(Polygon.from_bbox((170, 10, 200, 20)))}, "shape", "WGS-84"),
        ({"kind": "shape"}, "shape", "Draw"),
        ({"kind": "post", "centre": HERE}, "radius_m", "between 5 and"),
        ({"kind": "post", "centre": HERE, "radius_m": float("nan")}, "radius_m", "between 5 and"),
        ({"kind": "post", "radius_m": 50}, "centre", "centre"),
        ({"kind": "ring", "centre": HERE, "radius_m": 50, "inner_m": 60}, "inner_m", "smaller"),
        ({"kind": "area"}, "area", "Choose the area"),
        ({"kind": "post", "centre": HERE, "radius_m": 50, "margin_m": -1}, "margin_m", "greater"),
    ],
)
def test_a_bad_shape_is_refused_with_its_field_and_a_remedy(alice, fields, field, words):
    plain = {"centre": None, "radius_m": None, **fields}
    with pytest.raises(ValidationError) as refused:
        post(alice, **{**plain, "radius": 0})
    assert words in refused.value.message_dict[field][0]
    assert not Fence.objects.exists()


# --- telling ---


def test_an_alarm_rings_at_the_crossing_and_ends_with_the_contrary_one(watcher, alice, car):
    post(alice, tell="alarm")
    store(watcher, fix(car, 0, 0), fix(car, 0, 5))
    alarm = Alarm.objects.ringing().get()
    assert (alarm.cause, alarm.crossing.kind, alarm.organisation) == ("fence.enter", "enter", make.make_organisation())
    acknowledge_alarm(alarm, by=alice)
    store(watcher, fix(car, 400, 10), fix(car, 500, 15))
    assert list(Alarm.objects.ringing().values_list("cause", flat=True)) == ["fence.leave"]
    store(watcher, fix(car, 0, 40), fix(car, 0, 45))
    assert list(Alarm.objects.ringing().values_list("cause", flat=True)) == ["fence.enter"]
    end_fence(Fence.objects.get(), by=alice)
    assert not Alarm.objects.ringing().exists()


def test_a_silent_fence_keeps_and_does_not_ring(watcher, alice, car):
    post(alice, tell="silent")
    store(watcher, fix(car, 0, 0), fix(car, 0, 5))
    assert events() == [("P1", "enter", 0)]
    assert not Alarm.objects.exists()


def test_what_was_stored_and_not_announced_is_announced_by_the_next_writer_once(alice, car):
    post(alice, tell="alarm")
    killed = Watch()
    killed.begin()
    with transaction.atomic():
        killed.note([fix(car, 0, 0), fix(car, 0, 5)])
    assert not Alarm.objects.exists()
    for _successor in range(2):
        Watch().begin()
    assert Alarm.objects.count() == 1


def test_a_listener_that_fails_neither_stops_the_writer_nor_those_after(watcher, alice, car, monkeypatch, caplog):
    post(alice)
    heard = []

    def stumble(event, **_):
        heard.append(event.kind)
        if event.kind == "enter":
            raise ZeroDivisionError

    fence_crossed.connect(stumble, weak=False, dispatch_uid="stumble")
    store(watcher, fix(car, 0, 0), fix(car, 0, 5))
    store(watcher, fix(car, 400, 10), fix(car, 500, 15))
    fence_crossed.disconnect(dispatch_uid="stumble")
    assert heard == ["enter", "leave"]
    assert "could not be announced" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_holds_its_rows_delays_the_announcement_and_not_the_fixes(alice, car, monkeypatch):
    monkeypatch.setattr(announcing, "PAUSE_S", 0)
    incident = make.make_incident()
    from dispatch.assignments.actions import assign_units

    [order] = assign_units(incident, [make.make_unit("P2")], by=alice)
    watcher = Watch()
    watcher.begin()
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            type(incident).objects.select_for_update().get(pk=incident.pk)
            held.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(20)
    later = time.time() + 1 - NOW
    begun = time.monotonic()
    store(watcher, fix(order.unit, 0, later), fix(order.unit, 0, later + 5))
    assert time.monotonic() - begun < 5
    assert FenceEvent.objects.count() == 1
    done.set()
    thread.join()
    order.refresh_from_db()
    assert order.arrived_evidence_at is None
    watcher.committed()
    order.refresh_from_db()
    assert order.arrived_evidence_at is not None


def test_a_period_that_is_over_holds_nobody(alice, car):
    now = timezone.now()
    fence = post(alice, begins_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
    Presence.objects.create(fence=fence, unit=car, since=now - timedelta(hours=2))
    assert not Presence.objects.inside().exists()
