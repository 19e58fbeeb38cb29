"""Involved persons and vehicles: rows that several people add to, and the rights over one incident."""

import pytest

from incidents.register.actions import add_person, add_vehicle, change_incident, open_incident, remove_person
from incidents.register.models import Incident
from incidents.register.reach import reaches
from incidents.register.refusal import Refused
from tests.factories import HERE, make_incident, make_kind, make_organisation, make_station, make_user

pytestmark = pytest.mark.django_db


def test_rows_typed_at_intake_are_kept_without_the_empty_ones():
    make_station()
    incident = open_incident(
        kind=make_kind(),
        point=HERE,
        by=make_user("call_taker"),
        persons=[{"role": "suspect", "name": "Wu"}, {"role": "witness"}],
        vehicles=[{"plate": "鄂e 12345"}],
    )
    assert [person.name for person in incident.persons.all()] == ["Wu"]
    assert incident.vehicles.get().plate == "鄂E12345"


def test_an_empty_row_is_refused_with_a_remedy():
    with pytest.raises(Refused) as refused:
        add_person(make_incident(), by=make_user("dispatcher"), role="witness", name=" ")
    assert refused.value.field == "name"
    assert refused.value.data["remedy"]


def test_two_lists_of_persons_typed_at_once_are_a_conflict_not_a_loss():
    incident, taker, dispatcher = make_incident(), make_user("call_taker"), make_user("dispatcher")
    add_vehicle(incident, by=taker, plate="A1")
    change_incident(incident, {"persons": [{"role": "victim", "name": "Li"}]}, {"persons": 0}, by=taker)
    done = change_incident(incident, {"persons": [{"role": "suspect", "name": "Wu"}]}, {"persons": 0}, by=dispatcher)
    assert done.conflicts[0].field == "persons"
    assert incident.persons.get().name == "Li"


def test_who_may_not_see_the_caller_cannot_remove_him_by_typing_the_list_anew():
    incident = make_incident(confidential=True)
    incident.persons.create(role="caller", name="Li")
    done = change_incident(incident, {"persons": []}, {}, by=make_user("dispatcher"))
    assert done.refused
    assert incident.persons.get().name == "Li"


def test_removing_twice_is_removing_once():
    incident, by = make_incident(), make_user("dispatcher")
    add_person(incident, by=by, role="witness", name="Chen")
    person = incident.persons.get()
    remove_person(incident, person, by=by)
    remove_person(incident, person, by=by)
    assert not incident.persons.exists()


@pytest.mark.parametrize("role", ["call_taker", "dispatcher", "station_officer", "analyst", "auditor", None])
@pytest.mark.parametrize("place", ["COUNTY", "ST1", "ST2"])
def test_reach_over_one_incident_is_what_visible_to_says(role, place):
    incident = make_incident()
    incident.shared_with.add(make_station("ST2"))
    user = make_user(role, organisation=make_organisation(place))
    for right in ("incident.see", "incident.change", "incident.dispatch"):
        assert reaches(user, right, incident) == Incident.objects.visible_to(user, right).exists()
