"""Timers are rows: each stage of them fires once, whoever is running, whatever was killed meanwhile."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from django.utils.translation import override

from dispatch.assignments.actions import (
    arrive_assignment,
    assign_units,
    cancel_assignment,
    clear_assignment,
    depart_assignment,
    preempt_unit,
    refuse_return,
    request_return,
    sign_assignment,
)
from dispatch.journal.models import JournalEntry
from dispatch.recommendation import quicker
from dispatch.timers.actions import acknowledge_alarm, start_timers
from dispatch.timers.firing import run_due
from dispatch.timers.limits import advance, limit_for
from dispatch.timers.models import Alarm, Limit, Stage, Timer
from dispatch.timers.words import alarm_sentence
from incidents.register.actions import close_incident, escalate_incident, hold_incident
from incidents.timeline.models import Entry
from incidents.timeline.sentences import sentence
from maps.routing.answers import Leg
from tests.dispatch.timer_helpers import later, limits, opened, ringing, running, station, wang
from tests.factories import make_area, make_incident, make_station, make_unit, make_user
from units.access.refused import Refused
from units.crews.actions import set_unit_state

pytestmark = pytest.mark.django_db
__all__ = ["limits", "station", "wang"]


def test_the_most_specific_limit_wins():
    rows = [
        SimpleNamespace(level=None, area_type="", name="general"),
        SimpleNamespace(level=None, area_type="rural", name="rural"),
        SimpleNamespace(level=1, area_type="", name="level 1"),
        SimpleNamespace(level=1, area_type="rural", name="level 1 rural"),
    ]
    assert limit_for(rows, 1, "rural").name == "level 1 rural"
    assert limit_for(rows, 1, "urban").name == "level 1"
    assert limit_for(rows, 2, "rural").name == "rural"
    assert limit_for(rows, 2, "").name == "general"
    assert limit_for([], 2, "") is None


def test_after_a_stop_only_the_furthest_stage_fires():
    start = timezone.now()
    at = [start + timedelta(seconds=s) for s in (10, 20, 30)]
    assert advance("running", *at, start) == ("running", at[0])
    assert advance("running", *at, at[0]) == ("warned", at[1])
    assert advance("running", *at, at[2]) == ("escalated", None)
    assert advance("warned", at[0], at[1], None, at[2]) == ("alarmed", None)


def test_limits_depend_on_level_and_area_type(station, wang):
    make_area("rural", kind="beat", area_type="rural", half_m=100)
    incident = opened(wang)
    (order,) = assign_units(incident, [make_unit()], by=wang)
    timer = Timer.objects.get(stage=Stage.ARRIVE, assignment=order)
    expected = {"urban": 300, "rural": 900}[incident.area.area_type]
    assert (timer.alarm_at - order.sent_at).total_seconds() == expected


def test_the_clocks_follow_the_course(station, wang):
    incident, unit = opened(wang), make_unit()
    assert running(incident) == {"dispatch", "close"}
    (order,) = assign_units(incident, [unit], by=wang)
    assert running(incident) == {"sign", "arrive", "close"}
    sign_assignment(order, by=wang)
    assert running(incident) == {"depart", "arrive", "close"}
    depart_assignment(order, by=wang)
    assert running(incident) == {"arrive", "close"}
    arrive_assignment(order, by=wang)
    assert running(incident) == {"report", "close"}
    clear_assignment(order, by=wang)
    close_incident(incident, result="settled", by=wang)
    assert running(incident) == set()


def test_warn_then_alarm_then_escalate_are_one_row_that_rises_and_each_is_told_once(station, wang):
    incident = opened(wang)
    assert run_due(later(30)) == 0
    assert run_due(later(45)) == 1
    assert run_due(later(45)) == 0
    assert ringing(incident) == {"timer.dispatch": "warn"}
    assert run_due(later(70)) == 1
    assert ringing(incident) == {"timer.dispatch": "alarm"}
    assert run_due(later(130)) == 1
    assert run_due(later(10_000)) == 0
    alarm = Alarm.objects.get(incident=incident)
    assert (alarm.severity, [one["role"] for one in alarm.data["to"]]) == ("escalated", ["duty_chief"])
    assert "County bureau" in alarm_sentence(alarm) or "县公安局" in alarm_sentence(alarm)
    verbs = list(JournalEntry.objects.filter(verb__startswith="alarm.").values_list("verb", flat=True))
    assert sorted(verbs) == ["alarm.escalated", "alarm.raised", "alarm.rose"]
    assert set(Entry.objects.filter(verb__startswith="timer.").values_list("verb", flat=True)) == {
        "timer.alarmed",
        "timer.escalated",
    }
    line = Entry.objects.get(verb="timer.alarmed")
    with override("en"):
        assert sentence(line.verb, line.data) == "Limit of 1:00 passed: Nobody sent"


def test_an_alarm_ends_by_itself_when_its_cause_is_gone(station, wang):
    incident = opened(wang)
    run_due(later(70))
    assign_units(incident, [make_unit()], by=wang)
    assert ringing(incident) == {}
    assert Alarm.objects.get().ended_at is not None


def test_an_acknowledged_alarm_is_quiet_for_its_stage_and_rings_again_at_the_next(station, wang):
    incident = opened(wang)
    run_due(later(45))
    alarm = acknowledge_alarm(Alarm.objects.get(), by=wang)
    version = alarm.version
    assert acknowledge_alarm(alarm, by=wang).version == version
    run_due(later(50))
    alarm.refresh_from_db()
    assert alarm.acknowledged_by == wang
    run_due(later(70))
    alarm.refresh_from_db()
    assert (alarm.severity, alarm.acknowledged_at) == ("alarm", None)
    assert ringing(incident) == {"timer.dispatch": "alarm"}


def test_the_same_cause_of_several_units_is_one_alarm_with_a_count(station, wang):
    incident, one, two = opened(wang), make_unit("P1"), make_unit("P2")
    orders = assign_units(incident, [one, two], by=wang)
    run_due(later(25))
    alarm = Alarm.objects.ringing().get(cause="timer.sign")
    assert (alarm.count, alarm.assignment) == (2, None)
    assert "(P1, P2)" in alarm_sentence(alarm)
    sign_assignment(orders[0], by=wang)
    alarm.refresh_from_db()
    assert (alarm.count, alarm.assignment, alarm.ended_at) == (1, orders[1], None)
    sign_assignment(orders[1], by=wang)
    assert ringing(incident) == {}


def test_an_incident_that_lost_its_last_order_waits_with_a_clock_and_an_alarm(station, wang):
    noise, robbery, unit = opened(wang, level=4), opened(wang), make_unit()
    assign_units(noise, [unit], by=wang)
    preempt_unit(unit, robbery, by=wang, reason="robbery")
    assert "dispatch" in running(noise)
    assert ringing(noise) == {"incident.requeued": "alarm"}
    assign_units(noise, [make_unit()], by=wang)
    assert ringing(noise) == {}


def test_a_hold_ends_at_its_time_with_an_alarm_and_a_new_clock(station, wang):
    incident = opened(wang)
    hold_incident(incident, until=later(600), reason="waits for the owner", by=wang)
    assert running(incident) == {"wake", "close"}
    run_due(later(500))
    assert ringing(incident) == {}
    run_due(later(601))
    incident.refresh_from_db()
    assert incident.held_until is None
    assert running(incident) == {"dispatch", "close"}
    assert ringing(incident) == {"incident.woken": "alarm"}


def test_raising_the_level_shortens_the_clock_that_runs(station, wang):
    incident = opened(wang, level=3)
    before = Timer.objects.get(incident=incident, stage="dispatch").alarm_at
    escalate_incident(incident, level=1, by=wang, reason="a knife")
    timer = Timer.objects.get(incident=incident, stage="dispatch")
    assert timer.alarm_at < before
    assert (timer.alarm_at - timer.started_at).total_seconds() == 60


def test_a_stage_without_a_limit_has_no_clock(station, wang):
    Limit.objects.filter(stage="dispatch").delete()
    assert running(opened(wang)) == {"close"}


def test_a_return_that_waits_for_approval_rings_until_it_is_answered(station, wang):
    incident = opened(wang)
    (order,) = assign_units(incident, [make_unit()], by=wang)
    request_return(order, by=wang, reason="tyre")
    assert ringing(incident) == {"return.requested": "alarm"}
    refuse_return(order, by=wang)
    assert ringing(incident) == {}


def test_closing_is_refused_while_orders_run_and_names_the_units(station, wang):
    incident = opened(wang)
    (order,) = assign_units(incident, [make_unit("P7")], by=wang)
    with pytest.raises(Refused, match="P7"):
        close_incident(incident, result="settled", by=wang)
    cancel_assignment(order, by=wang, reason="repeat")
    close_incident(incident, result="settled", by=wang)


def test_one_broken_row_does_not_silence_the_others(station, wang, monkeypatch):
    from dispatch.timers import firing

    good, bad = opened(wang), opened(wang)
    ring = firing._ring

    def sometimes(timer, incident, just_told):
        if incident.pk == bad.pk:
            raise RuntimeError("broken")
        ring(timer, incident, just_told)

    monkeypatch.setattr(firing, "_ring", sometimes)
    assert run_due(later(45)) == 1
    assert ringing(good) == {"timer.dispatch": "warn"}
    assert ringing(bad) == {}


def test_a_quicker_free_unit_is_proposed_and_the_proposal_goes_with_its_reason(station, wang, monkeypatch):
    incident, sent, free = opened(wang), make_unit("P1"), make_unit("P2")
    times = {sent.pk: 400.0, free.pk: 100.0}

    def travel_times(points, target, *, vehicle="car"):
        return [Leg(times[free.pk], 1000), *[Leg(times[sent.pk], 4000)] * (len(points) - 1)], False

    monkeypatch.setattr(quicker, "travel_times", travel_times)
    (order,) = assign_units(incident, [sent], by=wang)
    assert quicker.propose_quicker(free.pk) == 1
    alarm = Alarm.objects.ringing().get(cause="recommendation.quicker")
    assert (alarm.data["unit"], alarm.data["saves_s"]) == ("P2", 300)
    order.refresh_from_db()
    assert order.state == "sent", "nobody is swapped"
    assert "P2" in alarm_sentence(alarm)
    assign_units(opened(wang), [free], by=wang)
    assert "recommendation.quicker" not in ringing(incident), "the proposed one is no longer free"
    set_unit_state(free, "free", by=wang)
    assert quicker.propose_quicker(free.pk) == 1
    arrive_assignment(order, by=wang)
    assert "recommendation.quicker" not in ringing(incident)
    times[free.pk] = 300.0
    (order,) = assign_units(opened(wang), [make_unit("P3")], by=wang)
    set_unit_state(free, "free", by=wang)
    assert quicker.propose_quicker(free.pk) == 0, "100 s of 400 s are no 30 %"


def test_an_alarm_is_acknowledged_over_http_by_who_may_and_not_by_strangers(client, station, wang):
    incident = opened(wang)
    run_due(later(45))
    alarm = Alarm.objects.get()
    url = f"/alarms/{alarm.pk}/acknowledge/"
    client.force_login(make_user("field_officer", organisation=station))
    assert client.post(url).status_code == 403
    client.force_login(make_user("station_officer", organisation=make_station("ST9")))
    assert client.post(url).status_code == 404
    client.force_login(wang)
    assert client.get(f"/incidents/{incident.code}/alarms/").content.decode().count("data-alarm=") == 1
    assert client.post(url).json()["acknowledged"] is True


def test_starting_a_clock_that_runs_changes_nothing(station, wang):
    incident = make_incident()
    start_timers([Stage.DISPATCH], incident)
    start_timers([Stage.DISPATCH], incident, since=later(500))
    assert Timer.objects.filter(incident=incident).count() == 1
