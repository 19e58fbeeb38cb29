"""The register: an incident is opened from a place and a kind, and only those who may see it find it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from incidents.register.actions import open_incident
from incidents.register.models import Incident
from incidents.register.queries import incident as incident_of
from incidents.register.queries import open_incidents, search_incidents
from incidents.register.refusal import Refused
from tests.factories import (
    HERE,
    make_area,
    make_incident,
    make_kind,
    make_organisation,
    make_station,
    make_user,
    point_near,
)

pytestmark = pytest.mark.django_db


def test_a_place_and_a_kind_are_enough():
    station, taker = make_station(), make_user("call_taker")
    incident = open_incident(kind=make_kind(level=2), point=HERE, by=taker)
    assert re.fullmatch(r"\d{8}-0001", incident.code)
    assert (incident.organisation, incident.area, incident.level, incident.intake_level) == (
        station,
        station.area,
        2,
        2,
    )
    assert incident.place_verified is False
    assert [line.verb for line in incident.timeline.all()] == ["incident.opened"]


def test_the_smallest_station_area_answers_and_the_beat_is_noted():
    make_station("WIDE", half_m=5000)
    near = make_station("NEAR", half_m=500)
    beat = make_area("beat-7", kind="beat", half_m=200)
    incident = open_incident(kind=make_kind(), point=HERE, by=make_user("call_taker"))
    assert (incident.organisation, incident.beat) == (near, beat)


def test_outside_all_areas_the_county_answers_and_the_story_says_so():
    make_station()
    incident = open_incident(kind=make_kind(), point=point_near(90_000), by=make_user("call_taker"))
    assert incident.organisation == make_organisation("COUNTY")
    assert incident.area is None
    assert incident.timeline.get().data["inside"] is False


def test_another_station_needs_a_reason():
    make_station()
    other, taker = make_station("ST2", centre=point_near(9000)), make_user("call_taker")
    with pytest.raises(Refused) as refused:
        open_incident(kind=make_kind(), point=HERE, by=taker, organisation=other)
    assert refused.value.field == "organisation_reason"
    assert refused.value.data["remedy"]
    incident = open_incident(
        kind=make_kind(), point=HERE, by=taker, organisation=other, organisation_reason="Bridge closed"
    )
    assert incident.organisation == other
    assert not Incident.objects.filter(organisation__code="ST1").exists()


def test_what_is_wrong_is_refused_by_the_name_of_its_field():
    make_station()
    taker = make_user("call_taker")
    for field, wrong in {
        "kind": {"kind": "999999"},
        "level": {"level": 9},
        "risk_flags": {"risk_flags": ["dragon"]},
        "channel": {"channel": "pigeon"},
    }.items():
        with pytest.raises(Refused) as refused:
            open_incident(**{"kind": make_kind(), "point": HERE, "by": taker, **wrong})
        assert refused.value.field == field
    assert not Incident.objects.exists()


def test_who_opens_in_a_neighbours_area_goes_on_seeing_it():
    make_station()
    neighbour = make_station("ST2", centre=point_near(9000))
    officer = make_user("station_officer", organisation=neighbour)
    incident = open_incident(kind=make_kind(), point=HERE, by=officer)
    assert incident.organisation.code == "ST1"
    assert incident_of(officer, incident.code) == incident


def test_a_stranger_does_not_find_it():
    incident = make_incident()
    stranger = make_user("dispatcher", organisation=make_station("ST2"))
    assert not open_incidents(stranger).exists()
    assert not search_incidents(stranger, text=incident.code).exists()
    with pytest.raises(Incident.DoesNotExist):
        incident_of(stranger, incident.code)


def test_the_queue_has_one_order_for_all():
    low = make_incident(level=3)
    first, second = make_incident(level=1), make_incident(level=1)
    make_incident(state="closed")
    assert list(open_incidents(make_user("dispatcher"))) == [first, second, low]
    assert list(open_incidents(make_user("duty_chief"))) == [first, second, low]


@pytest.mark.django_db(transaction=True)
def test_twenty_openings_at_once_get_twenty_codes_without_a_gap():
    make_station()
    kind, taker = make_kind(), make_user("call_taker")

    def one(_):
        try:
            return open_incident(kind=kind, point=HERE, by=taker).code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(one, range(20)))
    assert [int(code[-4:]) for code in codes] == list(range(1, 21))
