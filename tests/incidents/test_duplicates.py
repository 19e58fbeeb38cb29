"""Likely repeats: shown with reasons, only to those who may see them, and quickly."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from incidents.register.duplicates import likely_duplicates
from incidents.register.likeness import likeness
from incidents.register.models import Incident
from tests.factories import HERE, make_incident, make_kind, make_station, make_user, point_near


def test_next_door_now_is_a_repeat_and_next_door_last_week_is_not():
    assert likeness(distance_m=80, minutes=4).worth_showing
    assert not likeness(distance_m=80, minutes=7 * 24 * 60).worth_showing
    assert not likeness(distance_m=5000, minutes=0).worth_showing


def test_an_uncertain_place_is_compared_with_its_radius():
    assert likeness(distance_m=600, uncertainty_m=400, minutes=2).worth_showing


def test_the_same_number_alone_is_enough_and_a_kind_alone_is_not():
    assert likeness(distance_m=None, minutes=10, same_number=True).worth_showing
    assert likeness(distance_m=None, minutes=0, same_kind=True).score == 0


@pytest.mark.django_db
def test_reasons_are_said():
    make_incident(point=point_near(120), caller_phone="13900001111", description="two men with a knife fight")
    taker = make_user("call_taker")
    (found,) = likely_duplicates(taker, point=HERE, number="13900001111", words="men fight with a knife")
    with override("en"):
        number, near = found.reasons[1], found.reasons[0]
    assert number == "same number"
    assert near.startswith("12")
    assert near.endswith(" m away, 0 min ago")
    assert len(found.reasons) == 3


@pytest.mark.django_db
def test_a_number_cannot_be_probed_by_those_who_may_not_see_the_caller():
    make_incident(caller_phone="13900001111", confidential=True)
    assert likely_duplicates(make_user("call_taker"), number="13900001111")
    assert not likely_duplicates(make_user("dispatcher"), number="13900001111")


@pytest.mark.django_db
def test_a_stranger_gets_no_hint():
    make_incident(caller_phone="139")
    stranger = make_user("call_taker", organisation=make_station("ST2"))
    assert not likely_duplicates(stranger, point=HERE, number="139")


@pytest.mark.django_db
def test_among_two_thousand_incidents_it_is_found_in_one_statement_and_well_under_a_second(
    django_assert_num_queries,
):
    kind, station, now = make_kind(), make_station(), timezone.now()
    Incident.objects.bulk_create(
        Incident(
            code=f"20261122-{n:04}",
            kind=kind,
            level=3,
            intake_level=3,
            organisation=station,
            point=point_near(n % 50 * 300, n // 50 * 300),
            opened_at=now - timedelta(minutes=n % 300),
            description=f"report number {n} about noise in house {n % 70}",
        )
        for n in range(2000)
    )
    taker = make_user("call_taker")
    likely_duplicates(taker, point=HERE)
    with django_assert_num_queries(1):
        began = time.perf_counter()
        found = likely_duplicates(taker, point=HERE, number="139", words="noise in house 7", kind=kind)
        took = time.perf_counter() - began
    assert len(found) == 5
    assert took < 0.5
