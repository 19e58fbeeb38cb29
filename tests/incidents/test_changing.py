"""Changing an incident: nobody loses text, every deed is told, what is refused says why and what to do."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from incidents.register.actions import (
    add_remark,
    archive_incident,
    change_incident,
    close_incident,
    correct_place,
    derive_state,
    escalate_incident,
    hold_incident,
    link_incidents,
    merge_incident,
    open_incident,
    override_organisation,
    reopen_incident,
    unmerge_incident,
    wake_incident,
)
from incidents.register.caller import caller_for, persons_for, read_caller
from incidents.register.refusal import Refused, refusal
from incidents.signals import changed, closing, read
from tests.factories import HERE, make_incident, make_kind, make_station, make_user, point_near

pytestmark = pytest.mark.django_db


@pytest.fixture
def taker():
    return make_user("call_taker")


@pytest.fixture
def dispatcher():
    return make_user("dispatcher")


def verbs(incident):
    return [line.verb for line in incident.timeline.all()]


def test_two_editors_of_different_fields_both_get_their_way(taker, dispatcher):
    incident = make_incident()
    change_incident(incident, {"description": "man with knife"}, {"description": 0}, by=taker)
    done = change_incident(incident, {"place_note": "third floor"}, {"place_note": 0}, by=dispatcher)
    assert done.complete
    incident.refresh_from_db()
    assert (incident.description, incident.place_note) == ("man with knife", "third floor")


def test_two_editors_of_one_field_see_both_texts_and_the_rest_is_saved(taker, dispatcher):
    incident = make_incident()
    change_incident(incident, {"description": "knife"}, {"description": 0}, by=taker)
    done = change_incident(
        incident, {"description": "gun", "place_note": "yard"}, {"description": 0, "place_note": 0}, by=dispatcher
    )
    (conflict,) = done.conflicts
    assert (conflict.mine, conflict.theirs, conflict.by) == ("gun", "knife", taker.pk)
    assert done.saved == ["place_note"]
    incident.refresh_from_db()
    assert incident.description == "knife"
    again = change_incident(incident, {"description": "knife / gun"}, {"description": conflict.version}, by=dispatcher)
    assert again.complete


def test_typing_on_is_no_conflict_and_a_retry_after_a_lost_answer_neither(taker, dispatcher):
    incident = make_incident()
    change_incident(incident, {"description": "two men"}, {"description": 0}, by=taker, editor="form-1")
    retry = change_incident(incident, {"description": "three men"}, {"description": 0}, by=taker, editor="form-1")
    assert retry.complete
    longer = change_incident(incident, {"description": "three men, one car"}, {"description": 0}, by=dispatcher)
    assert longer.complete


def test_a_risk_flag_that_somebody_set_stays_set(taker, dispatcher):
    from incidents.kinds.models import RiskFlag

    for code in ("gun", "knife"):
        RiskFlag.objects.get_or_create(code=code, defaults={"name_zh": code, "name_en": code, "letter": code[0]})
    incident = make_incident()
    change_incident(incident, {"risk_flags": ["gun"]}, {"risk_flags": 0}, by=taker)
    change_incident(incident, {"risk_flags": ["knife"]}, {"risk_flags": 0}, by=dispatcher)
    incident.refresh_from_db()
    assert set(incident.risk_flags) == {"gun", "knife"}


def test_a_wrong_value_is_refused_alone(taker):
    incident = make_incident()
    done = change_incident(incident, {"level": 7, "description": "kept"}, {}, by=taker)
    assert [refused.field for refused in done.refused] == ["level"]
    assert done.saved == ["description"]


def test_words_taken_away_stay_in_the_story(taker):
    incident = make_incident(description="he has a gun")
    change_incident(incident, {"description": "nothing"}, {}, by=taker)
    assert incident.timeline.get(verb="incident.described").text == "he has a gun"


def test_a_changed_level_says_who_and_why(dispatcher):
    incident = make_incident(level=3)
    change_incident(incident, {"level": 1}, {}, by=dispatcher, reason="child inside")
    line = incident.timeline.get(verb="incident.level_changed")
    assert (line.by, line.data) == (dispatcher, {"from": 3, "to": 1, "reason": "child inside"})
    incident.refresh_from_db()
    assert (incident.level, incident.intake_level) == (1, 3)


def test_a_correction_keeps_the_old_point_and_finds_the_new_station(taker, dispatcher):
    make_station("ST1")
    other = make_station("ST2", centre=point_near(5000))
    incident = open_incident(kind=make_kind(), point=HERE, by=taker, address="1 Old Street")
    heard = []
    changed.connect(lambda **sent: heard.append(sent["verb"]), weak=False, dispatch_uid="test")
    try:
        correct_place(incident, point=point_near(5000), reason="other bank", by=dispatcher, address="2 New Street")
    finally:
        changed.disconnect(dispatch_uid="test")
    assert heard == ["place.corrected"]
    incident.refresh_from_db()
    assert (incident.organisation, incident.address) == (other, "2 New Street")
    old = incident.corrections.get()
    assert (old.address, old.reason, old.by) == ("1 Old Street", "other bank", dispatcher)
    assert old.point.equals_exact(HERE, 1e-9)


def test_an_overridden_station_survives_a_correction(taker, dispatcher):
    make_station("ST1")
    other = make_station("ST2", centre=point_near(5000))
    incident = open_incident(kind=make_kind(), point=point_near(5000), by=taker)
    with pytest.raises(Refused):
        override_organisation(incident, make_station("ST1"), by=dispatcher, reason=" ")
    override_organisation(incident, make_station("ST1"), by=dispatcher, reason="nearer by bridge")
    correct_place(incident, point=point_near(5100), reason="next door", by=dispatcher)
    incident.refresh_from_db()
    assert incident.organisation.code == "ST1"
    assert list(incident.shared_with.all()) == [other]


def test_a_held_incident_stays_in_the_queue_and_wakes(dispatcher):
    incident = make_incident()
    with pytest.raises(Refused) as refused:
        hold_incident(incident, until=timezone.now(), reason="later", by=dispatcher)
    assert refused.value.field == "until"
    hold_incident(incident, until=timezone.now() + timedelta(hours=1), reason="caller asleep", by=dispatcher)
    assert incident.open
    wake_incident(incident)
    assert incident.held_until is None
    assert verbs(incident) == ["incident.held", "incident.woken"]


def test_escalating_goes_up_only(dispatcher):
    incident = make_incident(level=2)
    with pytest.raises(Refused):
        escalate_incident(incident, level=3, by=dispatcher, reason="x")
    escalate_incident(incident, level=1, by=dispatcher, reason="shots heard")
    assert incident.level == 1


def test_orders_move_the_incident_and_its_first_times_are_kept():
    incident = make_incident()
    for state in ("dispatched", "en_route", "on_scene", "accepted", "dispatched"):
        derive_state(incident, state)
    first = incident.dispatched_at
    derive_state(incident, "on_scene")
    assert incident.dispatched_at == first
    assert incident.arrived_at is not None
    assert verbs(incident) == []


def test_closing_is_refused_while_somebody_above_says_no_and_reopening_needs_a_reason(dispatcher):
    incident = make_incident()

    def busy(**_):
        raise refusal("state", "P12 is still there.", "Clear it first.")

    closing.connect(busy)
    try:
        with pytest.raises(Refused, match="P12"):
            close_incident(incident, result="settled", by=dispatcher)
    finally:
        closing.disconnect(busy)
    incident.refresh_from_db()
    assert incident.open
    close_incident(incident, result="settled", note="calm", by=dispatcher)
    derive_state(incident, "on_scene")
    assert incident.state == "closed"
    archive_incident(incident, by=dispatcher)
    with pytest.raises(Refused):
        reopen_incident(incident, by=dispatcher, reason="")
    reopen_incident(incident, by=dispatcher, reason="they are back")
    assert incident.state == "accepted"
    assert verbs(incident) == ["incident.closed", "incident.archived", "incident.reopened"]


def test_a_closed_incident_is_not_changed_but_amended(dispatcher):
    incident = make_incident(state="closed")
    with pytest.raises(Refused):
        change_incident(incident, {"description": "x"}, {}, by=dispatcher)
    add_remark(incident, text="plate was wrong", by=dispatcher)
    line = incident.timeline.get()
    line.text = "rewritten"
    with pytest.raises(DatabaseError), transaction.atomic():
        line.save()


def test_merging_keeps_both_readable_and_can_be_undone(dispatcher):
    first, repeat = make_incident(), make_incident(description="the same shop")
    link_incidents(repeat, first, kind="same", by=dispatcher)
    merge_incident(repeat, into=first, by=dispatcher, reason="same shop")
    assert (repeat.state, repeat.merged_into, repeat.description) == ("merged", first, "the same shop")
    with pytest.raises(Refused):
        merge_incident(first, into=repeat, by=dispatcher, reason="circle")
    unmerge_incident(repeat, by=dispatcher, reason="another shop")
    assert repeat.open
    assert verbs(first) == ["incident.linked", "incident.absorbed", "incident.released"]


def test_a_confidential_caller_is_hidden_from_all_without_the_right(taker, dispatcher):
    incident = make_incident(caller_name="Li", caller_phone="13900001111", confidential=True)
    incident.persons.create(role="caller", name="Li")
    incident.persons.create(role="suspect", name="Wu")
    assert caller_for(taker, incident).phone == "13900001111"
    hidden = caller_for(dispatcher, incident)
    assert (hidden.hidden, hidden.name, hidden.phone, hidden.masked_phone) == (True, "", "", "")
    assert [person.name for person in persons_for(dispatcher, incident)] == ["Wu"]
    done = change_incident(incident, {"caller_phone": "1"}, {"caller_phone": 0}, by=dispatcher)
    assert done.refused[0].field == "caller_phone"
    assert not done.conflicts


def test_reading_the_caller_is_announced_once_per_reading(taker, dispatcher):
    incident = make_incident(caller_phone="13900001111", confidential=True)
    heard = []

    def listen(by, purpose, **_):
        heard.append((by, purpose))

    read.connect(listen)
    try:
        read_caller(taker, incident, purpose="call back")
        read_caller(dispatcher, incident, purpose="call back")
    finally:
        read.disconnect(listen)
    assert heard == [(taker, "call back")]
