"""Chasing by telephone: an alarm nobody acknowledges calls the crew, then whoever the chain names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dispatch.assignments.actions import assign_units
from dispatch.autocalls.attempts import claim, end_attempt
from dispatch.autocalls.models import Campaign, ManualCall
from dispatch.autocalls.states import Outcome
from dispatch.timers.alarms import acknowledge_alarm
from dispatch.timers.firing import run_due
from dispatch.timers.models import Alarm, Chain, ChainStep
from incidents.timeline.queries import story_of
from tests.dispatch.autocall_world import make_line, make_rules
from tests.dispatch.timer_helpers import limits, opened, station, wang  # noqa: F401  fixtures
from tests.factories import make_unit, make_user
from units.duty.models import Shift, ShiftMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def trunk(settings):
    settings.MUSTER = {**settings.MUSTER, "SIMULATION": True}
    return make_line(("127.0.0.1", 9))


@pytest.fixture
def order(wang, station, trunk):  # noqa: F811
    """A unit with Li aboard that does not sign; its chain calls the crew, a minute later the county's duty chief."""
    make_rules()
    li = make_user("field_officer", organisation=station, username="li", telephone="8001")
    make_user("duty_chief", username="chief", telephone="8002")
    unit = make_unit("P07", organisation=station)
    now = timezone.now()
    shift = Shift.objects.create(
        unit=unit, organisation=station, begins_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8)
    )
    ShiftMember.objects.create(shift=shift, user=li, leader=True)
    chain = Chain.objects.create(organisation=station, stage="sign")
    ChainStep.objects.create(chain=chain, role="station_officer", place="own", telephone="crew")
    ChainStep.objects.create(chain=chain, after_s=60, role="duty_chief", place="county", telephone="role")
    [row] = assign_units(opened(wang), [unit], by=wang)
    return row


def escalate(seconds: float = 61) -> None:
    """The clock comes again and again; limits of level 1 escalate signing after a minute."""
    for _time in range(3):
        run_due(timezone.now() + timedelta(seconds=seconds))


def test_an_order_nobody_signs_calls_the_crew_and_then_the_duty_chief_and_the_story_tells_each_attempt(order, trunk):
    escalate()
    crew = Campaign.objects.get()
    assert (crew.kind, crew.state, crew.incident) == ("chase", "running", order.incident)
    assert "P 0 7" in crew.text
    assert [callee.number for callee in crew.callees.all()] == ["8001"]
    end_attempt(claim(crew, trunk), Outcome.NO_ANSWER)
    escalate(121)
    chief = Campaign.objects.exclude(pk=crew.pk).get()
    assert [callee.number for callee in chief.callees.all()] == ["8002"]
    told = [line.sentence for line in story_of(order.incident)]
    assert "Called Li, attempt 1: No answer" in told
    escalate(180)
    assert Campaign.objects.count() == 2  # a step is told, and called, once


def test_key_1_acknowledges_the_alarm_and_nobody_else_is_called(order, trunk, django_capture_on_commit_callbacks):
    escalate()
    crew = Campaign.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        end_attempt(claim(crew, trunk), Outcome.ACKNOWLEDGED, key="1")
    alarm = Alarm.objects.get(cause="timer.sign", ended_at=None)
    assert alarm.acknowledged_by.username == "li"
    escalate(121)
    assert Campaign.objects.count() == 1


def test_an_alarm_that_is_acknowledged_at_the_desk_stops_its_calls(
    order,
    trunk,
    wang,  # noqa: F811
    django_capture_on_commit_callbacks,
):
    escalate()
    with django_capture_on_commit_callbacks(execute=True):
        acknowledge_alarm(Alarm.objects.get(cause="timer.sign"), by=wang)
    crew = Campaign.objects.get()
    assert (crew.state, crew.callees.get().state) == ("stopped", "withdrawn")
    assert claim(crew, trunk) is None


def test_a_crew_without_a_number_is_with_a_person_and_not_believed_called(order, trunk):
    member = ShiftMember.objects.get().user
    member.telephone = ""
    member.save()
    escalate()
    manual = ManualCall.objects.get()
    assert (manual.reason, manual.person.username) == ("no_number", "chief")
