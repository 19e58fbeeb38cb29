"""The clocks before there is an incident: a ringing call waits for an answer, a form for its end."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from dispatch.live.payloads import alarm_rows, call_rows
from dispatch.timers.firing import run_due
from dispatch.timers.models import Alarm, Limit, Timer
from dispatch.timers.words import alarm_sentence
from incidents.calls.actions import (
    discard_draft,
    end_as_call,
    end_call,
    release_draft,
    ring_call,
    save_draft,
    take_call,
)
from incidents.calls.models import Call
from tests.dispatch.timer_helpers import later, limits, opened, ringing, running, station, wang
from tests.factories import HERE, make_kind, make_organisation

pytestmark = pytest.mark.django_db
__all__ = ["limits", "station", "wang"]

PLACE = {"lon": HERE.x, "lat": HERE.y, "typed": "14", "label": "14 Rue Grimaldi", "verified": True}


def rings(**more):
    return ring_call(organisation=make_organisation(), number="13900001111", line="110", **more)


def typed(wang, **fields):
    return save_draft(uuid4(), {"description": "a knife", **fields}, {}, by=wang).draft


def test_a_ringing_call_warns_and_alarms_by_the_time_it_rang_and_is_quiet_once_taken(station, wang):
    call = rings(rang_at=timezone.now() - timedelta(seconds=5))
    timer = Timer.objects.get(call=call)
    assert [(at - call.began_at).total_seconds() for at in (timer.warn_at, timer.alarm_at)] == [10, 20]
    run_due(later(6))
    assert ringing(call) == {"timer.answer": "warn"}
    run_due(later(16))
    assert ringing(call) == {"timer.answer": "alarm"}
    with override("en"):
        assert alarm_sentence(Alarm.objects.get()) == "Call not answered · limit 0:20"
    draft = take_call(call, by=wang)
    assert (running(call), ringing(call), running(draft)) == (set(), {}, {"enter"})


def test_a_missed_call_has_no_clock_and_no_alarm(station):
    call = rings()
    run_due(later(25))
    end_call(call)
    assert (running(call), ringing(call)) == (set(), {})


def test_the_form_is_timed_from_its_opening_to_its_end_whatever_the_end(station, wang):
    ends = {
        "incident": lambda draft: release_draft(draft, by=wang),
        "call": lambda draft: end_as_call(draft, by=wang, nature="test"),
        "nothing": lambda draft: discard_draft(draft, by=wang, reason="wrong line"),
    }
    for end in ends.values():
        draft = typed(wang, kind=make_kind().code, place=PLACE)
        timer = Timer.objects.get(draft=draft)
        assert (timer.alarm_at - draft.opened_at).total_seconds() == 180
        run_due(later(200))
        assert ringing(draft) == {"timer.enter": "alarm"}
        end(draft)
        assert (running(draft), ringing(draft)) == (set(), {})


def test_typing_on_neither_restarts_the_clock_nor_starts_a_second(station, wang):
    draft = typed(wang)
    first = Timer.objects.get(draft=draft).alarm_at
    save_draft(draft.pk, {"place": PLACE}, {}, by=wang)
    assert Timer.objects.get(draft=draft).alarm_at == first


def test_a_discarded_form_that_is_typed_on_is_timed_anew(station, wang):
    draft = typed(wang)
    discard_draft(draft, by=wang, reason="line lost")
    type(draft).objects.filter(pk=draft.pk).update(opened_at=later(-3600))
    save_draft(draft.pk, {"description": "a knife, he is back"}, {"description": 1}, by=wang)
    assert run_due(later(5)) == 0
    assert running(draft) == {"enter"}


def test_consoles_learn_of_the_clock_and_of_whom_an_alarm_is_about_but_not_the_number(station, wang):
    call, draft = rings(), typed(wang)
    run_due(later(100))
    [row] = call_rows(Call.objects.filter(pk=call.pk))
    assert (row["number"], row["missed"], row["gone"]) == ("…1111", False, False)
    assert (row["alarm_at"] - row["rang_at"]).total_seconds() == 20
    about = {row["cause"]: (row["call"], row["draft"], row["incident"]) for row in alarm_rows(Alarm.objects.all())}
    assert about == {"timer.answer": (call.code, None, None), "timer.enter": (None, draft.pk, None)}
    assert "13900001111" not in str(alarm_rows(Alarm.objects.all()))


def test_a_bureau_without_these_limits_has_no_such_clocks(station, wang):
    Limit.objects.filter(stage__in=["answer", "enter"]).delete()
    assert running(rings()) == running(typed(wang)) == set()


def test_a_clock_is_about_exactly_one_thing(station, wang):
    incident, call, now = opened(wang), rings(), timezone.now()
    row = {"organisation": station, "stage": "enter", "warn_at": now, "alarm_at": now}
    for about in ({}, {"incident": incident, "call": call}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Timer.objects.create(**row, **about)
        with pytest.raises(IntegrityError), transaction.atomic():
            Alarm.objects.create(organisation=station, cause="x", severity="warn", **about)
