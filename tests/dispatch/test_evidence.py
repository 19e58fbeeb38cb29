"""The second clock: what positions prove about an order, beside what was pressed."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from dispatch.assignments.actions import (
    arrive_assignment,
    assign_units,
    cancel_assignment,
    depart_assignment,
    sign_assignment,
)
from dispatch.assignments.clocks import clocks
from dispatch.assignments.evidence import note_positions
from dispatch.assignments.models import Assignment
from dispatch.timers.defaults import ensure_limits
from dispatch.timers.firing import run_due
from dispatch.timers.models import Alarm, Timer
from incidents.register.actions import correct_place
from incidents.timeline.models import Entry
from tests.factories import HERE, make_incident, make_unit, make_user, point_near
from units.fences.models import Fence, FenceEvent
from units.fences.watch import Watch
from units.positions.fix import Fix
from units.positions.fixes import Fixes
from units.signals import positions_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang():
    return make_user()


@pytest.fixture
def unit():
    return make_unit("P1", point=point_near(1000))


def fix(unit, metres: float, seconds: float, speed: float | None = 3.0) -> Fix:
    """A fix so many metres east of the incident, so many seconds from now."""
    point = point_near(metres)
    at = (timezone.now() + timedelta(seconds=seconds)).timestamp()
    return Fix(unit.pk, point.x, point.y, at, at, speed)


def seen(*batches: list[Fix]) -> int:
    """Pieces of evidence in fixes that the writer stores in batches, as it does: fences, then what hears of fixes."""
    watch, before = Watch(), evidence()
    watch.begin()
    for fixes in batches:
        with transaction.atomic():
            watch.note(fixes)
        watch.committed()
        noted(*fixes)
    return evidence() - before


def noted(*fixes: Fix) -> int:
    return note_positions(Fixes.of(fixes))


def evidence() -> int:
    orders = Assignment.objects.values_list("moved_evidence_at", "arrived_evidence_at")
    return sum(at is not None for row in orders for at in row)


def test_movement_counts_from_where_the_unit_was_when_it_signed(wang, unit):
    (order,) = assign_units(make_incident(), [unit], by=wang)
    assert noted(fix(unit, 900, 1)) == 0, "not signed: where to measure from is not known"
    sign_assignment(order, by=wang)
    assert noted(fix(unit, 970, 2)) == 0, "30 m are not yet movement"
    moved = fix(unit, 930, 3)
    assert noted(moved, fix(unit, 850, 8)) == 1
    order.refresh_from_db()
    assert order.moved_evidence_at == datetime.fromtimestamp(moved.at, UTC)
    assert order.state == "signed", "evidence never moves an order"
    line = Entry.objects.get(verb="assignment.seen_moving")
    assert (line.evidence_at, line.by) == (order.moved_evidence_at, None)
    assert noted(fix(unit, 700, 20)) == 0


def test_arrival_needs_two_fixes_in_a_row_near_the_place_and_counts_from_the_first(wang, unit):
    (order,) = assign_units(make_incident(), [unit], by=wang)
    near, away, again = [fix(unit, 50, 1)], [fix(unit, 200, 2), fix(unit, 40, 3)], [fix(unit, 30, 8)]
    assert seen(near, away) == 0, "left in between"
    assert seen(again) == 1, "what the writer that ended had seen still counts"
    order.refresh_from_db()
    assert 2.5 < (order.arrived_evidence_at - order.sent_at).total_seconds() < 4


def test_driving_past_is_no_arrival(wang, unit):
    assign_units(make_incident(), [unit], by=wang)
    assert seen([fix(unit, 30, 1, 16.0), fix(unit, -30, 3, 16.0)]) == 0


def test_an_uncertain_place_has_a_wider_reach(wang, unit):
    assign_units(make_incident(place_uncertainty_m=300), [unit], by=wang)
    assert seen([fix(unit, 250, 1), fix(unit, 240, 2)]) == 1


def test_both_clocks_and_their_difference_are_shown(wang, unit):
    (order,) = assign_units(make_incident(), [unit], by=wang)
    Assignment.objects.filter(pk=order.pk).update(
        sent_at=timezone.now() - timedelta(minutes=5), arrived_evidence_at=timezone.now() - timedelta(seconds=90)
    )
    order = arrive_assignment(order, by=wang)
    (arrived,) = [clock for clock in clocks(order) if clock.step == "on_scene"]
    assert arrived.difference_s == pytest.approx(90, abs=2)
    assert arrived.differs


def test_a_car_seen_driving_is_not_chased(wang, unit):
    ensure_limits()
    (order,) = assign_units(make_incident(), [unit], by=wang)
    sign_assignment(order, by=wang)
    running = Timer.objects.exclude(state="stopped").filter(assignment=order)
    assert set(running.values_list("stage", flat=True)) == {"depart", "arrive"}
    positions_stored.send(sender=None, fixes=Fixes.of([fix(unit, 800, 5)]))
    assert set(running.values_list("stage", flat=True)) == {"arrive"}


def test_having_been_at_the_wrong_place_is_forgotten_when_it_is_corrected(wang, unit):
    incident = make_incident()
    (order,) = assign_units(incident, [unit], by=wang)
    depart_assignment(order, by=wang)
    seen([fix(unit, 10, 1), fix(unit, 5, 2)])
    correct_place(incident, point=point_near(2000, of=HERE), by=wang, reason="other end of the street")
    order.refresh_from_db()
    assert order.arrived_evidence_at is None
    assert Entry.objects.filter(verb="assignment.seen_on_scene").exists(), "the story keeps what was seen"
    assert seen([fix(unit, 10, 3), fix(unit, 5, 4)]) == 0, "the ring stands around the new place"
    assert seen([fix(unit, 1990, 400), fix(unit, 2010, 405)]) == 1


def test_the_ring_ends_with_the_order_and_another_unit_in_it_proves_nothing(wang, unit):
    other = make_unit("P2", point=point_near(500))
    (order,) = assign_units(make_incident(), [unit], by=wang)
    assert seen([fix(other, 10, 1), fix(other, 5, 2)]) == 0
    cancel_assignment(order, by=wang, reason="not needed")
    assert not Fence.objects.filter(active=True).exists()
    assert seen([fix(unit, 10, 3), fix(unit, 5, 4)]) == 0
    assert not FenceEvent.objects.exists()


def test_fixes_of_units_without_orders_cost_one_statement(unit, django_assert_num_queries):
    with django_assert_num_queries(1):
        noted(*[fix(unit, 100, n) for n in range(50)])


@pytest.mark.django_db(transaction=True)
def test_buttons_fixes_and_timers_at_the_same_moment_do_not_block_each_other():
    ensure_limits()
    wang, incident = make_user(), make_incident()
    units = [make_unit(f"R{n}", point=point_near(500)) for n in range(4)]
    orders = assign_units(incident, units, by=wang)
    for order in orders:
        sign_assignment(order, by=wang)
    run_due(timezone.now() + timedelta(seconds=3600))  # every clock has rung: ending them is part of each deed
    start, faults = threading.Barrier(3), []

    def work(deed):
        start.wait()
        try:
            deed()
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    def buttons():
        for order in orders:
            depart_assignment(order, by=wang)
            arrive_assignment(order, by=wang)

    def positions():
        for unit in units[::-1]:
            seen([fix(unit, 300, 1), fix(unit, 10, 2), fix(unit, 5, 3)])

    def clock():
        for hours in range(2, 8):
            run_due(timezone.now() + timedelta(hours=hours))

    threads = [threading.Thread(target=work, args=(deed,)) for deed in (buttons, positions, clock)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    seen()  # what had to wait for a lock
    assert incident.assignments.exclude(arrived_evidence_at=None).filter(state="on_scene").count() == 4
    ringing = Alarm.objects.ringing().filter(incident=incident)
    assert set(ringing.values_list("cause", flat=True)) <= {"timer.report", "timer.close"}
