"""Shifts: one crew per unit at a time, one unit per person at a time, no crew leaves an order behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_unit, make_user
from units.access.refused import Refused
from units.duty.actions import cancel_shift, log_off, log_on, plan_shift
from units.duty.models import Shift
from units.duty.queries import unit_now

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def plan(unit, *people, begins_in=-HOUR, lasts=8 * HOUR):
    begins_at = timezone.now() + begins_in
    return plan_shift(unit, people, begins_at=begins_at, ends_at=begins_at + lasts, by=make_user("station_officer"))


def test_an_officer_on_a_shift_is_on_its_unit_until_he_logs_off():
    unit, olga = make_unit("P12", state="off"), make_user("field_officer")
    shift = plan(unit, olga)
    assert unit_now(olga) == unit
    log_on(shift, by=olga)
    unit.refresh_from_db()
    assert unit.state == "free"
    log_off(shift, by=olga)
    unit.refresh_from_db()
    assert unit.state == "off"
    assert unit_now(olga) is None


def test_a_unit_has_one_crew_at_a_time():
    unit = make_unit("P12")
    plan(unit, make_user("field_officer"))
    with pytest.raises(Refused) as refused:
        plan(unit, make_user("field_officer"), begins_in=HOUR)
    assert refused.value.field == "begins_at"
    assert Shift.objects.count() == 1


def test_a_person_is_on_one_unit_at_a_time_and_the_refusal_names_it():
    olga = make_user("field_officer")
    plan(make_unit("P12"), olga)
    with pytest.raises(Refused, match="P12"):
        plan(make_unit("P13"), olga)


def test_after_logging_off_the_next_crew_can_take_the_unit():
    unit, olga, ned = make_unit("P12"), make_user("field_officer"), make_user("field_officer")
    log_off(plan(unit, olga), by=olga)
    plan(unit, ned, begins_in=timedelta(seconds=1))
    assert Shift.objects.count() == 2


def test_a_crew_cannot_leave_while_its_unit_has_an_order():
    unit, olga = make_unit("P12", state="en_route"), make_user("field_officer")
    shift = plan(unit, olga)
    with pytest.raises(Refused, match="P12"):
        log_off(shift, by=olga)


def test_only_a_shift_that_has_not_begun_can_be_taken_back():
    olga = make_user("field_officer")
    shift = plan(make_unit("P12"), olga)
    log_on(shift, by=olga)
    with pytest.raises(Refused):
        cancel_shift(shift, by=olga)
