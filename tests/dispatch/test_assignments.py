"""Dispatch orders. Wang and Li dispatch at the county; Officer Zhao is aboard a car of station ST1."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from dispatch.assignments.actions import (
    approve_return,
    arrive_assignment,
    assign_units,
    cancel_assignment,
    clear_assignment,
    deliver_assignment,
    depart_assignment,
    handle_assignment,
    preempt_unit,
    refuse_return,
    request_return,
    sign_assignment,
)
from dispatch.assignments.models import Assignment, AssignmentStep
from dispatch.journal.models import JournalEntry
from incidents.register.actions import close_incident, reopen_incident
from incidents.register.models import Incident
from incidents.timeline.models import Entry
from tests.factories import HERE, make_incident, make_station, make_unit, make_user, point_near
from units.access.refused import Refused
from units.crews.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang():
    return make_user(username="wang")


@pytest.fixture
def zhao():
    return make_user("field_officer", organisation=make_station(), username="zhao")


def state_of(row) -> str:
    return type(row).objects.values_list("state", flat=True).get(pk=row.pk)


def test_an_order_goes_from_sent_to_cleared_and_takes_incident_and_unit_along(wang, zhao):
    incident, unit = make_incident(), make_unit("P12")
    (order,) = assign_units(incident, [unit], by=wang)
    assert order.code == f"{incident.code}-1"
    seen = [(order.state, state_of(incident), state_of(unit))]
    for step in (sign_assignment, depart_assignment, arrive_assignment, handle_assignment, clear_assignment):
        order = step(order, by=zhao)
        seen.append((order.state, state_of(incident), state_of(unit)))
    assert seen == [
        ("sent", "dispatched", "sent"),
        ("signed", "signed", "signed"),
        ("en_route", "en_route", "en_route"),
        ("on_scene", "on_scene", "on_scene"),
        ("handled", "handled", "handled"),
        ("cleared", "handled", "free"),
    ]
    told = list(Entry.objects.filter(incident=incident, verb__startswith="assignment.").values_list("verb", flat=True))
    assert told == [f"assignment.{past}" for past in ("sent", "signed", "departed", "arrived", "handled", "cleared")]
    assert JournalEntry.objects.filter(verb="assignment.arrived", subject_code=order.code, by=zhao).count() == 1
    incident.refresh_from_db()
    assert incident.dispatched_at is not None
    assert incident.arrived_at is not None


def test_repeating_a_step_answers_the_same_and_writes_nothing(wang, zhao):
    (order,) = assign_units(make_incident(), [make_unit()], by=wang)
    first = sign_assignment(order, by=zhao)
    steps, lines, version = AssignmentStep.objects.count(), Entry.objects.count(), first.version
    again = sign_assignment(order, by=zhao)
    assert (again.signed_at, again.version) == (first.signed_at, version)
    assert (AssignmentStep.objects.count(), Entry.objects.count()) == (steps, lines)


def test_sending_again_what_one_sent_oneself_does_not_double_the_order(wang):
    incident, unit = make_incident(), make_unit()
    assert assign_units(incident, [unit], by=wang) == assign_units(incident, [unit], by=wang)
    assert Assignment.objects.count() == 1


def test_a_terminal_that_was_offline_tells_several_steps_at_once_with_its_own_clock(wang, zhao):
    (order,) = assign_units(make_incident(), [make_unit()], by=wang)
    Assignment.objects.filter(pk=order.pk).update(sent_at=timezone.now() - timedelta(minutes=5))
    told = timezone.now() - timedelta(minutes=4)
    sign_assignment(order, by=zhao, at=told)
    depart_assignment(order, by=zhao, at=told + timedelta(seconds=30))
    order = arrive_assignment(order, by=zhao, at=told + timedelta(seconds=150))
    assert order.state == "on_scene"
    assert (order.on_scene_at - order.signed_at).total_seconds() == 150
    step = order.steps.get(state="signed")
    assert step.at == told
    assert (step.received_at - step.at).total_seconds() > 200


def test_a_late_step_fills_its_clock_and_does_not_move_the_order_back(wang, zhao):
    (order,) = assign_units(make_incident(), [make_unit()], by=wang)
    arrive_assignment(order, by=wang, source="voice")
    order = sign_assignment(order, by=zhao)
    assert order.state == "on_scene"
    assert order.signed_at is not None
    assert Entry.objects.get(verb="assignment.signed").data["late"] is True


def test_a_terminals_clock_from_the_future_is_not_believed(wang, zhao):
    (order,) = assign_units(make_incident(), [make_unit()], by=wang)
    order = sign_assignment(order, by=zhao, at=timezone.now() + timedelta(hours=1))
    assert order.signed_at <= timezone.now()
    assert sign_assignment(order, by=zhao).signed_at >= order.sent_at


def test_a_step_pressed_after_the_order_was_cancelled_is_refused_with_the_time(wang, zhao):
    (order,) = assign_units(make_incident(), [make_unit()], by=wang)
    cancel_assignment(order, by=wang, reason="repeat call")
    with pytest.raises(Refused, match=order.code):
        depart_assignment(order, by=zhao)
    assert state_of(order) == "cancelled"


def test_a_taken_unit_is_refused_with_who_and_when_and_nothing_is_half_assigned(wang):
    li = make_user(username="li", language="en")
    taken, free = make_unit("P12"), make_unit("P14")
    first, second = make_incident(), make_incident()
    (order,) = assign_units(first, [taken], by=wang)
    with pytest.raises(Refused) as refusal:
        assign_units(second, [free, taken], by=li)
    clock = timezone.localtime(order.sent_at).strftime("%H:%M:%S")
    for word in ("P12", first.code, wang.name, clock):
        assert word in refusal.value.message
    assert refusal.value.data["taken"][0]["incident"] == first.code
    assert not second.assignments.exists()
    assert state_of(free) == "free"
    assert state_of(second) == "accepted"


@pytest.mark.django_db(transaction=True)
def test_of_two_dispatchers_who_send_the_same_units_at_once_one_succeeds_and_the_other_is_told():
    wang, li = make_user(username="wang"), make_user(username="li")
    units = [make_unit(f"R{n}") for n in range(4)]
    for round_ in range(5):
        mine, yours = make_incident(), make_incident()
        start, outcomes = threading.Barrier(2), {}

        def send(name, incident, chosen, by, start=start, outcomes=outcomes):
            start.wait()
            try:
                outcomes[name] = assign_units(incident, chosen, by=by)
            except Refused as refusal:
                outcomes[name] = refusal
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=send, args=("wang", mine, units, wang)),
            threading.Thread(target=send, args=("li", yours, units[::-1], li)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        lost = [name for name, outcome in outcomes.items() if isinstance(outcome, Refused)]
        assert (len(lost), len(outcomes)) == (1, 2), round_
        winner, loser = (yours, mine) if lost == ["wang"] else (mine, yours)
        assert winner.assignments.live().count() == 4
        assert not loser.assignments.exists()
        assert len(outcomes[lost[0]].data["taken"]) == 4
        for order in winner.assignments.live():
            cancel_assignment(order, by=wang, reason="next round")


@pytest.mark.django_db(transaction=True)
def test_the_same_step_from_button_and_voice_at_once_is_written_once():
    wang, incident = make_user(), make_incident()
    (order,) = assign_units(incident, [make_unit()], by=wang)
    start = threading.Barrier(4)

    def sign():
        start.wait()
        try:
            sign_assignment(order, by=wang)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert order.steps.filter(state="signed").count() == 1
    assert Entry.objects.filter(verb="assignment.signed").count() == 1


def test_a_return_waits_for_approval_and_then_the_incident_is_back_in_the_queue(wang, zhao):
    incident, unit = make_incident(), make_unit()
    (order,) = assign_units(incident, [unit], by=wang)
    with pytest.raises(Refused):
        request_return(order, by=zhao, reason="  ")
    with pytest.raises(Refused):
        approve_return(order, by=wang)
    request_return(order, by=zhao, reason="tyre burst")
    assert state_of(order) == "sent"
    assert state_of(unit) == "sent"
    refuse_return(order, by=wang, reason="help is near")
    order.refresh_from_db()
    assert order.return_requested_at is None
    request_return(order, by=zhao, reason="tyre burst")
    approve_return(order, by=wang)
    assert (state_of(order), state_of(unit), state_of(incident)) == ("returned", "free", "accepted")
    assert approve_return(order, by=wang).state == "returned"


def test_a_preempted_units_incident_returns_to_the_queue_and_cannot_vanish(wang):
    noise, robbery, unit = make_incident(level=4), make_incident(level=1), make_unit("P15")
    (first,) = assign_units(noise, [unit], by=wang)
    sign_assignment(first, by=wang, source="voice")
    second = preempt_unit(unit, robbery, by=wang, reason="armed robbery")
    assert (state_of(first), state_of(noise)) == ("preempted", "accepted")
    assert (second.primary, state_of(robbery), state_of(unit)) == (True, "dispatched", "sent")
    assert noise in Incident.objects.filter(state="accepted")
    assert Entry.objects.get(incident=noise, verb="assignment.preempted").data["to"] == robbery.code
    assert preempt_unit(unit, robbery, by=wang, reason="again").pk == second.pk


def test_an_incident_with_another_unit_on_it_stays_where_it_is_when_one_is_taken(wang):
    brawl, robbery = make_incident(), make_incident(level=1)
    one, two = make_unit(), make_unit()
    orders = assign_units(brawl, [one, two], by=wang)
    arrive_assignment(orders[0], by=wang)
    preempt_unit(two, robbery, by=wang, reason="robbery")
    assert state_of(brawl) == "on_scene"


def test_a_second_order_waits_and_becomes_primary_when_the_first_ends(wang):
    unit, first, second = make_unit(), make_incident(), make_incident()
    (a,) = assign_units(first, [unit], by=wang)
    arrive_assignment(a, by=wang)
    (b,) = assign_units(second, [unit], by=wang, also={unit.pk})
    assert not b.primary
    assert state_of(unit) == "on_scene"
    assert state_of(second) == "dispatched"
    clear_assignment(a, by=wang)
    b.refresh_from_db()
    assert b.primary
    assert state_of(unit) == "sent"
    assert Entry.objects.filter(incident=second, verb="assignment.promoted").exists()


def test_who_drives_to_the_second_incident_is_on_the_second_incident(wang):
    unit, first, second = make_unit(), make_incident(), make_incident()
    (a,) = assign_units(first, [unit], by=wang)
    (b,) = assign_units(second, [unit], by=wang, also={unit.pk})
    depart_assignment(b, by=wang)
    a.refresh_from_db()
    b.refresh_from_db()
    assert (a.primary, b.primary, state_of(unit)) == (False, True, "en_route")


def test_a_unit_of_another_station_may_read_the_incident_it_is_sent_to(wang):
    incident, far = make_incident(), make_unit(organisation=make_station("ST2"))
    assign_units(incident, [far], by=wang)
    officer = make_user("field_officer", organisation=far.organisation)
    assert Incident.objects.visible_to(officer).filter(pk=incident.pk).exists()


def test_busy_off_duty_and_retired_units_are_refused_unless_allowed_and_closed_incidents_too(wang):
    incident = make_incident()
    busy, off = make_unit(state="busy", state_reason="escort"), make_unit(state="off")
    for unit in (busy, off):
        with pytest.raises(Refused, match=unit.call_sign):
            assign_units(incident, [unit], by=wang)
    assert assign_units(incident, [busy], by=wang, also={busy.pk})[0].primary
    Unit.objects.filter(pk=off.pk).update(active=False)
    with pytest.raises(Refused):
        assign_units(incident, [off], by=wang, also={off.pk})
    with pytest.raises(Refused):
        assign_units(make_incident(state="closed"), [make_unit()], by=wang)
    with pytest.raises(Refused):
        assign_units(incident, [], by=wang)


def test_assigning_ten_units_takes_few_statements_and_no_more_locks_than_needed(wang, django_assert_max_num_queries):
    units = [make_unit(point=point_near(n * 10, of=HERE)) for n in range(10)]
    with django_assert_max_num_queries(250):
        assign_units(make_incident(), units, by=wang)
    assert connection.in_atomic_block  # the test's own


def test_the_terminals_receipt_is_a_clock_of_its_own(wang, zhao):
    (order,) = assign_units(make_incident(), [make_unit()], by=wang)
    order = deliver_assignment(order)
    assert order.state == "delivered"
    assert order.delivered_at is not None
    assert order.signed_at is None
    assert Entry.objects.get(verb="assignment.delivered").evidence_at == order.delivered_at
    (late,) = assign_units(make_incident(), [make_unit()], by=wang)
    sign_assignment(late, by=zhao)
    late = deliver_assignment(late)
    assert late.state == "signed"
    assert late.delivered_at is not None


def test_a_reopened_incident_starts_anew_with_its_next_order(wang, zhao):
    incident = make_incident()
    (first,) = assign_units(incident, [make_unit()], by=wang)
    clear_assignment(arrive_assignment(first, by=zhao), by=zhao)
    close_incident(incident, result="settled", by=wang)
    reopen_incident(incident, by=wang, reason="they fight again")
    assign_units(incident, [make_unit()], by=wang)
    assert state_of(incident) == "dispatched"
